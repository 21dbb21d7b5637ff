// What operators ask for: jobs and backups.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/operator_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

using support::MakeMember;

absl::StatusOr<std::unique_ptr<storage::Store>> OpenCopy(const std::string& path) {
  storage::sqlite::SqliteStoreOptions options;
  options.path = path;
  auto store = storage::sqlite::SqliteStore::Open(options, SystemRandom());
  if (!store.ok()) return store.status();
  return std::unique_ptr<storage::Store>(*std::move(store));
}

rpc::ServerOptions WithBackups(const std::filesystem::path& folder) {
  rpc::ServerOptions options;
  options.backup_folder = folder.string();
  options.open_copy = OpenCopy;
  return options;
}

int64_t FilesIn(const support::TemporaryFolder& folder) {
  return std::distance(std::filesystem::directory_iterator(folder.path()),
                       std::filesystem::directory_iterator());
}

struct Operated {
  Operated() : service(SystemClock(), WithBackups(folder.path())), channel(Connect(service.address())) {
    service.PublishYaml(kProgramYaml);
    service.Import({MakeMember(1, 500), MakeMember(2, 70)});
  }

  Outcome RunJob(v1::JobKind kind, v1::RunJobResponse* response, const std::string& identity = "") {
    v1::RunJobRequest request;
    request.set_kind(kind);
    return Call<v1::OperatorService>(channel, &v1::OperatorService::Stub::RunJob, request, response,
                                     {.identity = identity});
  }
  Outcome Backup(const std::string& name, v1::BackupResponse* response) {
    v1::BackupRequest request;
    request.set_name(name);
    return Call<v1::OperatorService>(channel, &v1::OperatorService::Stub::Backup, request, response);
  }

  support::TemporaryFolder folder;
  support::TestService service;
  std::shared_ptr<grpc::Channel> channel;
};

BOOST_FIXTURE_TEST_SUITE(operators, Operated)

BOOST_AUTO_TEST_CASE(a_job_runs_when_asked_and_is_listed) {
  v1::RunJobResponse response;
  const Outcome outcome = RunJob(v1::JOB_KIND_POINTS, &response);
  BOOST_TEST_REQUIRE(outcome.ok(), outcome.message);
  BOOST_TEST(response.job().kind() == v1::JOB_KIND_POINTS);
  BOOST_TEST(response.job().ended_at_us() >= response.job().started_at_us());
  BOOST_TEST(response.job().reason() == "");

  v1::ListJobsResponse list;
  BOOST_TEST(Call<v1::OperatorService>(channel, &v1::OperatorService::Stub::ListJobs,
                                       v1::ListJobsRequest(), &list)
                 .ok());
  BOOST_TEST_REQUIRE(list.jobs_size() == 6);
  BOOST_TEST(list.jobs(0).started_at_us() == response.job().started_at_us());
  BOOST_TEST(list.jobs(1).kind() == v1::JOB_KIND_TIERS);
  BOOST_TEST(list.jobs(1).started_at_us() == 0);
  BOOST_TEST(list.jobs(2).kind() == v1::JOB_KIND_PURCHASES);
  BOOST_TEST(list.jobs(5).kind() == v1::JOB_KIND_FEED);
}

BOOST_AUTO_TEST_CASE(who_runs_jobs_and_copies_the_database_is_kept) {
  v1::RunJobResponse ran;
  BOOST_TEST(RunJob(v1::JOB_KIND_POINTS, &ran).ok());
  v1::BackupResponse copied;
  BOOST_TEST(Backup("acts.db", &copied).ok());
  v1::ListActsResponse acts;
  BOOST_TEST(Call<v1::MemberService>(channel, &v1::MemberService::Stub::ListActs,
                                     v1::ListActsRequest(), &acts)
                 .ok());
  BOOST_TEST_REQUIRE(acts.acts_size() >= 2);
  BOOST_TEST(acts.acts(0).method() == "Backup");
  BOOST_TEST(acts.acts(0).comment() == "acts.db");
  BOOST_TEST(acts.acts(1).method() == "RunJob");
  BOOST_TEST(acts.acts(1).comment() == "points");
}

BOOST_AUTO_TEST_CASE(only_admins_run_jobs_and_only_known_ones) {
  v1::RunJobResponse response;
  BOOST_TEST(RunJob(v1::JOB_KIND_POINTS, &response, "hq/anna editor").reason == "ROLE_REQUIRED");
  BOOST_TEST(RunJob(v1::JOB_KIND_POINTS, &response, "terminal/1/1").reason == "ROLE_REQUIRED");
  const Outcome outcome = RunJob(v1::JOB_KIND_UNSPECIFIED, &response);
  BOOST_TEST(outcome.reason == "JOB_INVALID");
  BOOST_TEST(outcome.field == "kind");
}

BOOST_AUTO_TEST_CASE(a_backup_lies_in_its_folder_and_says_what_it_sums_to) {
  v1::BackupResponse response;
  const Outcome outcome = Backup("monday.db", &response);
  BOOST_TEST_REQUIRE(outcome.ok(), outcome.message);
  BOOST_TEST(response.path() == (folder.path() / "monday.db").string());
  BOOST_TEST(static_cast<uintmax_t>(response.bytes()) == std::filesystem::file_size(response.path()));
  BOOST_TEST(FilesIn(folder) == 1);
  BOOST_TEST(response.totals().member_points() == 570);
  BOOST_TEST(response.totals().adjusted_points() == -570);

  const auto copy = OpenCopy(response.path());
  BOOST_TEST_REQUIRE(copy.ok(), copy.status());
  int64_t members = 0;
  BOOST_TEST((*copy)
                 ->Read([&](storage::ReadTransaction& transaction) -> absl::Status {
                   members = *transaction.CountMembers();
                   return absl::OkStatus();
                 })
                 .ok());
  BOOST_TEST(members == 2);
}

BOOST_AUTO_TEST_CASE(a_backup_never_replaces_a_file_and_never_leaves_its_folder) {
  v1::BackupResponse response;
  std::ofstream(folder.path() / "there.db") << "precious";
  const Outcome there = Backup("there.db", &response);
  BOOST_TEST(there.reason == "FILE_EXISTS");
  BOOST_TEST(there.message.find("8 bytes, written 20") != std::string::npos, there.message);
  for (const char* name : {"", "../out.db", "a/b.db", "/tmp/x.db", ".hidden", "a b.db"}) {
    BOOST_TEST(Backup(name, &response).reason == "NAME_INVALID", name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_backup_whose_copy_could_not_be_read_is_gone_and_may_be_asked_for_again) {
  support::TemporaryFolder folder;
  rpc::ServerOptions options = WithBackups(folder.path());
  bool fails = true;
  options.open_copy = [&](const std::string& path) {
    return std::exchange(fails, false)
               ? MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", "", "late")
               : OpenCopy(path);
  };
  support::TestService service(SystemClock(), options);
  const auto channel = Connect(service.address());
  v1::BackupRequest request;
  request.set_name("a.db");
  v1::BackupResponse response;
  const auto backup = [&] {
    return Call<v1::OperatorService>(channel, &v1::OperatorService::Stub::Backup, request, &response);
  };
  BOOST_TEST(!backup().ok());
  BOOST_TEST(FilesIn(folder) == 0);
  const Outcome again = backup();
  BOOST_TEST(again.ok(), again.message);
  BOOST_TEST(FilesIn(folder) == 1);
}

BOOST_AUTO_TEST_CASE(without_a_folder_there_are_no_backups) {
  support::TestService service;
  v1::BackupRequest request;
  request.set_name("a.db");
  v1::BackupResponse response;
  BOOST_TEST(Call<v1::OperatorService>(Connect(service.address()),
                                       &v1::OperatorService::Stub::Backup, request, &response)
                 .reason == "BACKUPS_OFF");
}

}  // namespace
}  // namespace tessera::tests
