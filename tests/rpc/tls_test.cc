// Mutual TLS with certificates of a development authority.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/programs.h"
#include "tessera/rpc/server.h"
#include "tessera/rpc/tls_credentials.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/ledger_service.grpc.pb.h"
#include "tessera/v1/sync_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

struct Authority {
  Authority() {
    const std::string command = std::string(TESSERA_DEV_CA) + " " + folder.path().string() +
                                " --terminal 1/1 --hq anna >/dev/null 2>&1";
    BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
  }
  std::string Pem(const std::string& name) const {
    std::ifstream file(folder.path() / name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::shared_ptr<grpc::ChannelCredentials> Credentials(const std::string& trusted_ca,
                                                        const std::string& name) const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = trusted_ca;
    if (!name.empty()) {
      options.pem_cert_chain = Pem(name + ".crt");
      options.pem_private_key = Pem(name + ".key");
    }
    return grpc::SslCredentials(options);
  }

  support::TemporaryFolder folder;
};

struct SecureService {
  SecureService() {
    storage::sqlite::SqliteStoreOptions storage;
    storage.path = (folder.path() / "tessera.db").string();
    auto opened = storage::sqlite::SqliteStore::Open(storage, SystemRandom());
    BOOST_TEST_REQUIRE(opened.ok());
    store = *std::move(opened);
    rpc::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.ca_pem = authority.Pem("ca.crt");
    options.certificate_pem = authority.Pem("server.crt");
    options.key_pem = authority.Pem("server.key");
    auto started =
        rpc::Server::Start(options, *store, programs, secrets, SystemClock(), SystemRandom());
    BOOST_TEST_REQUIRE(started.ok(), started.status().message());
    server = *std::move(started);
  }

  Outcome ListSales(std::shared_ptr<grpc::ChannelCredentials> credentials,
                    const std::string& identity = "") const {
    v1::ListSalesResponse response;
    return Call<v1::LedgerService>(
        Connect("127.0.0.1:" + std::to_string(server->port()), std::move(credentials)),
        &v1::LedgerService::Stub::ListSales, v1::ListSalesRequest(), &response,
        {.identity = identity, .timeout = std::chrono::milliseconds(5'000)});
  }

  Authority authority;
  support::TemporaryFolder folder;
  operations::Secrets secrets;
  std::unique_ptr<storage::sqlite::SqliteStore> store;
  operations::Programs programs;
  std::unique_ptr<rpc::Server> server;
};

// The same, from files that may change.
struct Renewing : SecureService {
  Renewing() {
    server.reset();
    Use(authority);
    rpc::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.ca_pem = (Link() / "ca.crt").string();
    options.certificate_pem = (Link() / "server.crt").string();
    options.key_pem = (Link() / "server.key").string();
    options.on_tls_fault = [this](const absl::Status& fault) { faults.push_back(fault); };
    auto started =
        rpc::Server::Start(options, *store, programs, secrets, SystemClock(), SystemRandom());
    BOOST_TEST_REQUIRE(started.ok(), started.status().message());
    server = *std::move(started);
  }
  std::filesystem::path Link() const { return folder.path() / "tls"; }
  // In the order in which handshakes find them, which come one after the other here.
  std::vector<absl::Status> faults;

  void Use(const Authority& who) const {
    std::filesystem::create_directory_symlink(who.folder.path(), folder.path() / "next");
    std::filesystem::rename(folder.path() / "next", Link());
  }
};

BOOST_FIXTURE_TEST_CASE(certificates_change_without_a_restart_and_open_connections_live_on, Renewing) {
  const auto old_credentials = authority.Credentials(authority.Pem("ca.crt"), "hq-anna");
  const auto open = Connect("127.0.0.1:" + std::to_string(server->port()), old_credentials);
  const auto list = [&open] {
    v1::ListSalesResponse response;
    return Call<v1::LedgerService>(open, &v1::LedgerService::Stub::ListSales,
                                   v1::ListSalesRequest(), &response);
  };
  const Outcome before = list();
  BOOST_TEST_REQUIRE(before.ok(), before.message);

  const Authority renewed;
  Use(renewed);
  const auto new_credentials = renewed.Credentials(renewed.Pem("ca.crt"), "hq-anna");
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  Outcome after = ListSales(new_credentials);
  while (!after.ok() && std::chrono::steady_clock::now() < give_up) after = ListSales(new_credentials);
  BOOST_TEST(after.ok(), after.message);
  BOOST_TEST(!ListSales(old_credentials).ok());
  BOOST_TEST(list().ok());
}

BOOST_FIXTURE_TEST_CASE(a_key_that_is_not_the_certificates_is_told_and_the_old_pair_stays, Renewing) {
  const auto credentials = authority.Credentials(authority.Pem("ca.crt"), "hq-anna");
  BOOST_TEST(ListSales(credentials).ok());
  const Authority other;
  std::filesystem::copy_file(other.folder.path() / "server.key",
                             authority.folder.path() / "server.key",
                             std::filesystem::copy_options::overwrite_existing);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (faults.empty() && std::chrono::steady_clock::now() < give_up) {
    BOOST_TEST_REQUIRE(ListSales(credentials).ok());
  }
  BOOST_TEST_REQUIRE(faults.size() == 1U);
  BOOST_TEST(ReasonOf(faults[0]) == "TLS_INVALID");
  BOOST_TEST(FieldOf(faults[0]) == "tls.key");
  BOOST_TEST(ListSales(credentials).ok());
}

BOOST_AUTO_TEST_CASE(a_service_does_not_start_with_a_key_that_is_not_the_certificates) {
  const Authority authority;
  const Authority other;
  const rpc::TlsIdentity good{authority.Pem("ca.crt"), authority.Pem("server.crt"),
                              authority.Pem("server.key")};
  BOOST_TEST(rpc::CheckTls(good).ok());
  rpc::TlsIdentity wrong = good;
  wrong.key = other.Pem("server.key");
  BOOST_TEST(ReasonOf(rpc::CheckTls(wrong)) == "TLS_INVALID");
  wrong = good;
  wrong.certificate = "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n";
  BOOST_TEST(FieldOf(rpc::CheckTls(wrong)) == "tls.certificate");
}

BOOST_FIXTURE_TEST_SUITE(mutual_tls, SecureService)

BOOST_AUTO_TEST_CASE(headquarters_certificate_reads_the_ledger) {
  const Outcome outcome = ListSales(authority.Credentials(authority.Pem("ca.crt"), "hq-anna"));
  BOOST_TEST(outcome.ok(), outcome.message);
}

BOOST_AUTO_TEST_CASE(a_terminals_certificate_does_not_whatever_metadata_says) {
  const auto credentials = authority.Credentials(authority.Pem("ca.crt"), "terminal-1-1");
  BOOST_TEST(ListSales(credentials).reason == "ROLE_REQUIRED");
  BOOST_TEST(ListSales(credentials, "hq/anna admin").reason == "ROLE_REQUIRED");
}

BOOST_AUTO_TEST_CASE(a_terminal_speaks_only_for_the_one_in_its_certificate) {
  v1::SubmitRecordsRequest request;
  request.set_store_id("1");
  request.set_terminal_id("2");
  v1::SubmitRecordsResponse response;
  const Outcome outcome = Call<v1::SyncService>(
      Connect("127.0.0.1:" + std::to_string(server->port()),
              authority.Credentials(authority.Pem("ca.crt"), "terminal-1-1")),
      &v1::SyncService::Stub::SubmitRecords, request, &response);
  BOOST_TEST(outcome.code == grpc::StatusCode::PERMISSION_DENIED);
  BOOST_TEST(outcome.reason == "TERMINAL_MISMATCH");
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_authority_is_refused) {
  const Authority other;
  const Outcome outcome = ListSales(other.Credentials(authority.Pem("ca.crt"), "hq-anna"));
  BOOST_TEST(outcome.code == grpc::StatusCode::UNAVAILABLE);
  BOOST_TEST(outcome.reason == "");
}

BOOST_AUTO_TEST_CASE(no_certificate_and_plain_text_are_refused) {
  BOOST_TEST(ListSales(authority.Credentials(authority.Pem("ca.crt"), "")).code ==
             grpc::StatusCode::UNAVAILABLE);
  BOOST_TEST(ListSales(grpc::InsecureChannelCredentials()).code == grpc::StatusCode::UNAVAILABLE);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
