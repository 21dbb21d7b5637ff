// The program itself: start, stop, and a death in the middle of commits.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <boost/test/unit_test.hpp>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "tessera/support/process.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/support/test_service.h"
#include "scrape.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/sync_service.grpc.pb.h"

namespace tessera::tests {
namespace {

using support::Process;

struct Tesserad {
  std::string data() const { return (folder.path() / "data").string(); }

  std::unique_ptr<Process> Start(const std::string& listen = "127.0.0.1:0") const {
    return std::make_unique<Process>(
        TESSERA_TESSERAD,
        std::vector<std::string>{"--data", data(), "--listen", listen, "--insecure"});
  }

  // Waits until it runs; its address.
  static std::string AddressOf(Process& process) {
    return nlohmann::json::parse(process.WaitForLine("\"event\":\"started\""))["address"];
  }

  static std::unique_ptr<v1::MemberService::Stub> Connect(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return v1::MemberService::NewStub(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }

  support::TemporaryFolder folder;
};

// Connections that say nothing, held as long as it lives.
class Connections {
 public:
  Connections(int port, int count) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < count; ++i) {
      sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      // What is not accepted is the point: nobody waits for it.
      (void)connect(sockets_.back(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
  }
  ~Connections() {
    for (const int socket : sockets_) close(socket);
  }
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

 private:
  std::vector<int> sockets_;
};

// A terminal that begins to watch, says how its outbox is, and goes.
void Report(const std::string& address) {
  const auto stub = v1::SyncService::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.AddMetadata("tessera-identity", "terminal/1/2");
  v1::WatchRequest request;
  request.set_store_id("1");
  request.set_terminal_id("2");
  request.mutable_report()->set_outbox_records(4);
  const auto watch = stub->Watch(&context, request);
  v1::WatchResponse response;
  watch->Read(&response);
  context.TryCancel();
  watch->Finish();
}

// Adjusts one member by one point at a time until the service dies; counts what it acknowledged.
int AdjustUntilItDies(const std::string& address, const std::string& member_id) {
  const auto stub = Tesserad::Connect(address);
  for (int acknowledged = 0;; ++acknowledged) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    v1::AdjustPointsRequest request;
    request.set_adjustment_id(UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom())));
    request.mutable_member()->set_member_id(member_id);
    request.set_points(1);
    request.set_comment("test");
    v1::AdjustPointsResponse response;
    if (!stub->AdjustPoints(&context, request, &response).ok()) return acknowledged;
  }
}

BOOST_FIXTURE_TEST_SUITE(tesserad, Tesserad)

BOOST_AUTO_TEST_CASE(it_starts_says_so_and_stops_on_sigterm_with_0) {
  const auto process = Start();
  const auto started = nlohmann::json::parse(process->WaitForLine("\"event\":\"started\""));
  BOOST_TEST(started["data_folder"] == data());
  BOOST_TEST(started["members"] == 0);
  BOOST_TEST(started["program_version"] == 0);
  BOOST_TEST(started["schema_version"] >= 1);
  process->Signal(SIGTERM);
  BOOST_TEST(process->Wait() == 0);
  BOOST_TEST(process->output().find("\"event\":\"stopped\"") != std::string::npos, process->output());
}

BOOST_AUTO_TEST_CASE(a_scraper_sees_calls_jobs_writes_terminals_and_what_is_owed) {
  const std::string file = (folder.path() / "metrics.yaml").string();
  std::ofstream(file) << "metrics:\n  listen: 127.0.0.1:0\n";
  Process process(TESSERA_TESSERAD, {"--config", file, "--data", data(), "--listen", "127.0.0.1:0",
                                     "--insecure"});
  const auto started = nlohmann::json::parse(process.WaitForLine("\"event\":\"started\""));
  const std::string address = started["address"];
  const int port = started["metrics_port"];
  v1::ImportMembersRequest import;
  *import.add_members() = support::MakeMember(1, 500);
  grpc::ClientContext context;
  v1::ImportMembersResponse imported;
  BOOST_TEST_REQUIRE(Connect(address)->ImportMembers(&context, import, &imported).ok());
  process.WaitForLine("ImportMembers");
  Report(address);
  process.WaitForLine("SyncService/Watch");

  // What a terminal reports is written beside its call, and counts once it is on the disk.
  const std::string outbox = "tessera_terminal_outbox_records{store=\"1\",terminal=\"2\"}";
  auto samples = Scrape(port);
  while (samples.count(outbox) == 0) samples = Scrape(port);
  BOOST_TEST(samples.at("tessera_rpc_duration_seconds_count{code=\"OK\",method=\"MemberService/"
                        "ImportMembers\"}") == "1");
  BOOST_TEST(samples.at(outbox) == "4");
  BOOST_TEST(std::stoi(samples.at("tessera_write_group_works_count")) >= 1);
  BOOST_TEST(samples.at("tessera_write_queue_works") == "0");
  BOOST_TEST(samples.count("tessera_busy_readers") == 1U);
  BOOST_TEST(samples.at("tessera_pending_refunds") == "0");
  BOOST_TEST(samples.at("tessera_pending_refund_age_seconds") == "0");
  BOOST_TEST(samples.count("tessera_liability_points") == 1U);
  BOOST_TEST(samples.at("tessera_job_looks_total{job=\"points\",outcome=\"ok\"}") == "1");
}

// gRPC takes a listener out of service for good when it finds no descriptor for a connection.
BOOST_AUTO_TEST_CASE(one_that_ran_out_of_descriptors_ends_to_be_started_again) {
  const std::string file = (folder.path() / "watchdog.yaml").string();
  std::ofstream(file) << "watchdog:\n  seconds: 1\n  timeout_seconds: 1\n  failures: 2\n"
                         "times:\n  stop_grace_seconds: 1\n";
  Process process("/bin/sh", {"-c", "ulimit -n 96 && exec \"$@\"", "sh", TESSERA_TESSERAD, "--config",
                              file, "--data", data(), "--listen", "127.0.0.1:0", "--insecure"});
  const std::string address = AddressOf(process);
  {
    const Connections many(std::stoi(address.substr(address.rfind(':') + 1)), 200);
    process.WaitForLine("Failed accept4");
  }
  BOOST_TEST(process.Wait() == 4);
  BOOST_TEST(process.output().find("\"event\":\"dead\"") != std::string::npos, process.output());
}

BOOST_AUTO_TEST_CASE(a_second_one_on_the_same_folder_is_refused) {
  const auto first = Start();
  AddressOf(*first);
  const auto second = Start();
  BOOST_TEST(second->Wait() == 3);
  BOOST_TEST(second->output().find("DATA_FOLDER_IN_USE") != std::string::npos, second->output());
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_refused) {
  const auto first = Start();
  const std::string address = AddressOf(*first);
  const Tesserad other;
  const auto second = other.Start(address);
  BOOST_TEST(second->Wait() == 3);
  BOOST_TEST(second->output().find("PORT_IN_USE") != std::string::npos, second->output());
}

BOOST_AUTO_TEST_CASE(every_line_of_its_log_is_json_even_what_grpc_says) {
  const auto process = Start();
  const std::string address = AddressOf(*process);
  // A handshake that fails: TLS against plain text.
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
  v1::GetMemberResponse response;
  const auto stub = v1::MemberService::NewStub(
      grpc::CreateChannel(address, grpc::SslCredentials(grpc::SslCredentialsOptions())));
  BOOST_TEST(!stub->GetMember(&context, v1::GetMemberRequest(), &response).ok());
  process->Signal(SIGINT);
  BOOST_TEST(process->Wait() == 0);
  std::istringstream lines(process->output());
  for (std::string line; std::getline(lines, line);) {
    BOOST_TEST(nlohmann::json::accept(line), line);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_command_line_or_configuration_is_2) {
  BOOST_TEST(Process(TESSERA_TESSERAD, {"--nonsense"}).Wait() == 2);
  BOOST_TEST(Process(TESSERA_TESSERAD, {"--insecure", "--listen", "0.0.0.0:0"}).Wait() == 2);
  const std::string file = (folder.path() / "bad.yaml").string();
  std::ofstream(file) << "unknown: 1\n";
  Process process(TESSERA_TESSERAD, {"--config", file, "--check-config"});
  BOOST_TEST(process.Wait() == 2);
  BOOST_TEST(process.output().find("bad.yaml:1: unknown") != std::string::npos, process.output());
}

BOOST_AUTO_TEST_CASE(a_database_without_its_keys_does_not_get_new_ones) {
  {
    const auto process = Start();
    AddressOf(*process);
  }
  std::filesystem::remove(data() + "/tessera.keys");
  const auto process = Start();
  BOOST_TEST(process->Wait() == 3);
  BOOST_TEST(process->output().find("KEY_FILE_MISSING") != std::string::npos, process->output());
}

BOOST_AUTO_TEST_CASE(a_database_with_the_keys_of_another_is_refused) {
  {
    const auto process = Start();
    AddressOf(*process);
  }
  std::filesystem::remove(data() + "/tessera.keys");
  const Tesserad other;
  {
    const auto process = other.Start();
    AddressOf(*process);
  }
  std::filesystem::copy(other.data() + "/tessera.keys", data() + "/tessera.keys");
  const auto process = Start();
  BOOST_TEST(process->Wait() == 3);
  BOOST_TEST(process->output().find("KEY_FILE_WRONG") != std::string::npos, process->output());
}

BOOST_AUTO_TEST_CASE(what_it_makes_is_for_its_own_user_only) {
  namespace fs = std::filesystem;
  fs::create_directory(data());
  fs::permissions(data(), fs::perms(0755));
  const auto process = Start();
  AddressOf(*process);
  BOOST_TEST(process->output().find("data_folder_exposed") != std::string::npos,
             process->output());
  int files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(data())) {
    const fs::perms mode = entry.status().permissions();
    BOOST_TEST(((mode & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none),
               entry.path());
    ++files;
  }
  BOOST_TEST(files >= 3);
}

BOOST_AUTO_TEST_CASE(sigkill_in_the_middle_of_commits_loses_none_that_was_acknowledged) {
  constexpr int kKills = 3;
  constexpr int kClients = 3;
  std::vector<std::string> members;
  {
    const auto process = Start();
    const auto stub = Connect(AddressOf(*process));
    v1::ImportMembersRequest request;
    for (int i = 0; i < kClients; ++i) {
      *request.add_members() = support::MakeMember(i);
      members.push_back(request.members(i).member_id());
    }
    grpc::ClientContext context;
    v1::ImportMembersResponse response;
    BOOST_TEST_REQUIRE(stub->ImportMembers(&context, request, &response).ok());
  }
  std::vector<int> acknowledged(kClients, 0);
  for (int kill = 1; kill <= kKills; ++kill) {
    const auto process = Start();
    const std::string address = AddressOf(*process);
    std::vector<std::thread> clients;
    for (size_t i = 0; i < kClients; ++i) {
      clients.emplace_back([&, i] { acknowledged[i] += AdjustUntilItDies(address, members[i]); });
    }
    // Its log says when commits are under way.
    for (int calls = 0; calls < 20 * kill; ++calls) process->WaitForLine("AdjustPoints");
    process->Signal(SIGKILL);
    for (std::thread& client : clients) client.join();
    BOOST_TEST(process->Wait() == -SIGKILL);
  }
  const auto process = Start();
  const auto stub = Connect(AddressOf(*process));
  for (size_t i = 0; i < kClients; ++i) {
    grpc::ClientContext context;
    v1::GetMemberRequest request;
    request.mutable_member()->set_member_id(members[i]);
    v1::GetMemberResponse response;
    BOOST_TEST_REQUIRE(stub->GetMember(&context, request, &response).ok());
    // At most one per kill was booked without its answer getting through.
    BOOST_TEST(response.member().balance_points() >= acknowledged[i]);
    BOOST_TEST(response.member().balance_points() <= acknowledged[i] + kKills);
    BOOST_TEST(acknowledged[i] > 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
