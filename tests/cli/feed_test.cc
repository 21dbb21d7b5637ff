// The feed as it comes out of the program: nothing is lost where it can't be written.
#include <algorithm>
#include <filesystem>
#include <fstream>
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

struct Reader {
  Reader() { service.PublishYaml(kProgram); }

  std::vector<std::string> Words(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"--server", service.address(), "--insecure"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
  }
  static Answer Outcome(Process& process) {
    const int exit_code = process.Wait();
    return {exit_code, process.output()};
  }
  Answer Run(const std::vector<std::string>& arguments) const {
    Process process(TESSERA_CLI, Words(arguments));
    return Outcome(process);
  }
  // With standard output on a full disk.
  Answer RunFull(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"-c", "exec \"$0\" \"$@\" >/dev/full", TESSERA_CLI};
    const std::vector<std::string> own = Words(arguments);
    words.insert(words.end(), own.begin(), own.end());
    Process process("/bin/bash", words);
    return Outcome(process);
  }
  // Members from `first` on, told at once.
  void Enrol(int first, int count) {
    std::vector<v1::MemberImport> members;
    for (int i = 0; i < count; ++i) members.push_back(support::MakeMember(first + i));
    service.Import(members);
  }

  static constexpr char kProgram[] = R"(
program_id: club
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
)";

  support::TestService service;
  support::TemporaryFolder folder;
  const std::string cursor = (folder.path() / "crm.cursor").string();
};

int64_t EventsIn(const std::string& output) {
  int64_t events = 0;
  for (size_t at = output.find("\"event_id\""); at != std::string::npos;
       at = output.find("\"event_id\"", at + 1)) {
    ++events;
  }
  return events;
}

bool Has(const Answer& answer, const std::string& text) {
  return answer.output.find(text) != std::string::npos;
}

BOOST_FIXTURE_TEST_SUITE(feed, Reader)

BOOST_AUTO_TEST_CASE(a_cursor_is_not_kept_before_what_it_is_behind_is_written) {
  Enrol(1, 3);
  for (const char* const command : {"read", "watch", "snapshot"}) {
    const Answer answer = RunFull({"feed", command, "--cursor-file", cursor});
    BOOST_TEST(answer.exit_code == 5, command << ": " << answer.output);
    BOOST_TEST(Has(answer, "OUTPUT_UNWRITABLE"), answer.output);
    BOOST_TEST(!std::filesystem::exists(cursor), command);
  }
  const Answer answer = Run({"feed", "read", "--kinds", "member", "--cursor-file", cursor});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  BOOST_TEST(EventsIn(answer.output) == 3, answer.output);
  BOOST_TEST(std::filesystem::exists(cursor));
}

BOOST_AUTO_TEST_CASE(a_place_that_was_kept_stays_where_it_is_when_the_disk_is_full) {
  Enrol(1, 2);
  BOOST_TEST(Run({"feed", "read", "--kinds", "member", "--cursor-file", cursor}).exit_code == 0);
  Enrol(3, 4);
  BOOST_TEST(RunFull({"feed", "read", "--kinds", "member", "--cursor-file", cursor}).exit_code == 5);
  const Answer answer = Run({"feed", "read", "--kinds", "member", "--cursor-file", cursor});
  BOOST_TEST(EventsIn(answer.output) == 4, answer.output);
}

BOOST_AUTO_TEST_CASE(a_cursor_that_cannot_be_kept_is_said_after_what_was_printed) {
  Enrol(1, 1);
  const Answer answer =
      Run({"feed", "read", "--kinds", "member", "--cursor-file", cursor + "/nowhere"});
  BOOST_TEST(answer.exit_code == 5, answer.output);
  BOOST_TEST(EventsIn(answer.output) == 1, answer.output);
  BOOST_TEST(Has(answer, "FILE_UNWRITABLE"), answer.output);
}

BOOST_AUTO_TEST_CASE(a_watch_with_a_limit_prints_so_many_and_keeps_the_place_behind_the_last) {
  Enrol(1, 3);
  Process watch(TESSERA_CLI,
                Words({"feed", "watch", "--kinds", "member", "--limit", "5", "--cursor-file", cursor}));
  for (int i = 0; i < 3; ++i) watch.WaitForLine("\"event_id\"");
  Enrol(4, 40);
  const Answer watched = Outcome(watch);
  BOOST_TEST(watched.exit_code == 0, watched.output);
  BOOST_TEST(EventsIn(watched.output) == 5, watched.output);
  const Answer rest = Run({"feed", "read", "--kinds", "member", "--cursor-file", cursor});
  BOOST_TEST(EventsIn(rest.output) == 38, rest.output);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
