#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>

#include "tessera/base/status.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Folder;

namespace {

// What was synced so far.
std::set<std::string>& Synced() {
  static std::set<std::string> paths;
  return paths;
}

}  // namespace

extern "C" int fsync(int file) {
  Synced().insert(std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file)).string());
  return static_cast<int>(::syscall(SYS_fsync, file));
}

BOOST_AUTO_TEST_CASE(a_new_folder_lasts_through_a_power_failure_with_its_parents) {
  const fakes::TemporaryFolder place;
  const std::string path = place.path() + "/a/till/";
  Synced().clear();
  BOOST_REQUIRE(Folder::Open(path).ok());
  const std::set<std::string> parents = {place.path(), place.path() + "/a"};
  BOOST_TEST(Synced() == parents, boost::test_tools::per_element());
  // One that was there has its name.
  Synced().clear();
  BOOST_REQUIRE(Folder::Open(path).ok());
  BOOST_TEST(Synced().empty());
}

BOOST_AUTO_TEST_CASE(a_folder_is_used_by_one_at_a_time) {
  const fakes::TemporaryFolder place;
  auto first = Folder::Open(place.path() + "/deep/er");
  BOOST_REQUIRE(first.ok());
  BOOST_TEST(ReasonOf(Folder::Open(place.path() + "/deep/er").status()) == "DATA_FOLDER_IN_USE");
  first->reset();
  BOOST_TEST(Folder::Open(place.path() + "/deep/er").ok());
}

BOOST_AUTO_TEST_CASE(the_terminal_key_stays_and_is_nobody_elses) {
  const fakes::TemporaryFolder place;
  fakes::SeededRandom random(1);
  auto folder = Folder::Open(place.path() + "/till");
  BOOST_REQUIRE(folder.ok());
  const auto key = (*folder)->TerminalKey(random);
  BOOST_REQUIRE(key.ok());
  BOOST_TEST(key->size() == 32u);
  BOOST_TEST((*folder)->TerminalKey(random).value() == *key);
  struct stat file {};
  BOOST_REQUIRE(::stat((place.path() + "/till/terminal.key").c_str(), &file) == 0);
  BOOST_TEST((file.st_mode & 0777) == 0600u);
  BOOST_REQUIRE(::stat((place.path() + "/till").c_str(), &file) == 0);
  BOOST_TEST((file.st_mode & 0777) == 0700u);
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_refused) {
  BOOST_TEST(ReasonOf(Folder::Open("/proc/nowhere").status()) == "DATA_FOLDER_UNWRITABLE");
}

BOOST_AUTO_TEST_CASE(a_child_of_the_process_does_not_keep_the_folder_locked) {
  const fakes::TemporaryFolder place;
  auto folder = Folder::Open(place.path());
  BOOST_REQUIRE(folder.ok());
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    // Until the parent has looked: it lets go of its end.
    ::close(ends[1]);
    char nothing;
    while (::read(ends[0], &nothing, 1) > 0) continue;
    ::_exit(0);
  }
  ::close(ends[0]);
  folder->reset();
  BOOST_TEST(Folder::Open(place.path()).ok());
  ::close(ends[1]);
  ::waitpid(child, nullptr, 0);
}

BOOST_AUTO_TEST_CASE(a_child_that_outlives_a_killed_till_does_not_keep_the_folder) {
  const fakes::TemporaryFolder place;
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const pid_t till = ::fork();
  BOOST_REQUIRE(till >= 0);
  if (till == 0) {
    const auto folder = Folder::Open(place.path());
    const pid_t helper = ::fork();
    if (helper == 0) {
      for (;;) ::pause();
    }
    const pid_t told = folder.ok() ? helper : -1;
    static_cast<void>(!::write(ends[1], &told, sizeof told));
    for (;;) ::pause();
  }
  pid_t helper = -1;
  BOOST_REQUIRE(::read(ends[0], &helper, sizeof helper) == sizeof helper);
  BOOST_REQUIRE(helper > 0);
  BOOST_TEST(ReasonOf(Folder::Open(place.path()).status()) == "DATA_FOLDER_IN_USE");
  ::kill(till, SIGKILL);
  BOOST_REQUIRE(::waitpid(till, nullptr, 0) == till);
  BOOST_TEST(::kill(helper, 0) == 0);
  BOOST_TEST(Folder::Open(place.path()).ok());
  ::kill(helper, SIGKILL);
  ::close(ends[0]);
  ::close(ends[1]);
}
