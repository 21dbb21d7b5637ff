// What an operator asks a running tesserad for: jobs and backups.
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tessera/support/process.h"
#include "tessera/support/test_service.h"

namespace tessera::tests {
namespace {

using support::Process;

struct Answer {
  int exit_code;
  std::string output;
};

// A service of its own data folder, and the console beside it.
struct Operator {
  Operator()
      : service(TESSERA_TESSERAD,
                {"--data", data(), "--listen", "127.0.0.1:0", "--insecure"}) {
    const std::string started = service.WaitForLine("\"event\":\"started\"");
    const std::string key = "\"address\":\"";
    const size_t begin = started.find(key) + key.size();
    address = started.substr(begin, started.find('"', begin) - begin);
  }

  std::string data() const { return (folder.path() / "data").string(); }
  std::string backup(const std::string& name) const { return data() + "/backups/" + name; }
  Answer Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--server", address, "--insecure"});
    Process process(TESSERA_CLI, arguments);
    const int exit_code = process.Wait();
    return {exit_code, process.output()};
  }

  support::TemporaryFolder folder;
  Process service;
  std::string address;
};

bool Has(const Answer& answer, const std::string& text) {
  return answer.output.find(text) != std::string::npos;
}

BOOST_FIXTURE_TEST_SUITE(operating, Operator)

BOOST_AUTO_TEST_CASE(jobs_are_listed_and_run) {
  Answer answer = Run({"jobs"});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  for (const char* job : {"points", "tiers", "purchases"}) {
    BOOST_TEST(Has(answer, job), answer.output);
    const Answer run = Run({"jobs", "run", job});
    BOOST_TEST(run.exit_code == 0, run.output);
    BOOST_TEST(Has(run, job), run.output);
  }
  answer = Run({"--output", "json", "jobs", "run", "points"});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  BOOST_TEST(Has(answer, "JOB_KIND_POINTS"), answer.output);
  BOOST_TEST(Run({"jobs", "run", "nothing"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(a_backup_is_one_file_that_a_service_starts_from) {
  BOOST_REQUIRE_EQUAL(Run({"program", "publish", TESSERA_DEMO "/program.yaml"}).exit_code, 0);
  BOOST_REQUIRE_EQUAL(Run({"member", "import", TESSERA_DEMO "/members.csv"}).exit_code, 0);
  Answer answer = Run({"backup", "monday.db"});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  BOOST_TEST(Has(answer, backup("monday.db")), answer.output);
  BOOST_TEST(Has(answer, "members"), answer.output);
  for (const auto& file : std::filesystem::directory_iterator(data() + "/backups")) {
    BOOST_TEST(file.path().filename() == "monday.db");
  }

  answer = Run({"backup", "monday.db"});
  BOOST_TEST(answer.exit_code == 3);
  BOOST_TEST(Has(answer, "FILE_EXISTS"), answer.output);
  BOOST_TEST(Has(answer, "if an earlier try made it, it is whole"), answer.output);
  BOOST_TEST(Run({"backup", "../monday.db"}).exit_code == 3);

  service.Signal(SIGTERM);
  BOOST_REQUIRE_EQUAL(service.Wait(), 0);
  std::filesystem::rename(backup("monday.db"), data() + "/tessera.db");
  Process restored(TESSERA_TESSERAD, {"--data", data(), "--listen", address, "--insecure"});
  const std::string started = restored.WaitForLine("\"event\":\"started\"");
  BOOST_TEST(started.find("\"members\":30") != std::string::npos, started);
  BOOST_TEST(Run({"ledger", "verify"}).exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
