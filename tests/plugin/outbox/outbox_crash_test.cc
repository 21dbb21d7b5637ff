#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Folder;
using plugin::Outbox;

namespace {

// Appends until it is killed; writes the number of each sale to `acknowledged` once Append returned.
[[noreturn]] void AppendForEver(const std::string& path, int round, int acknowledged) {
  auto folder = Folder::Open(path);
  auto outbox = folder.ok() ? Outbox::Open(**folder) : folder.status();
  if (!outbox.ok()) _exit(1);
  for (int32_t i = round * 1'000'000;; ++i) {
    v1::OutboxRecord record;
    record.mutable_sale()->set_sale_id(absl::StrFormat("0194f3c0-0000-7000-8000-%012d", i));
    if (!(*outbox)->Append(record, {}).ok()) _exit(1);
    if (::write(acknowledged, &i, sizeof i) != sizeof i) _exit(1);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_acknowledged_is_there_after_a_kill_in_the_middle_of_it) {
  const fakes::TemporaryFolder place;
  std::set<std::string> acknowledged;
  for (int round = 1; round <= 5; ++round) {
    int pipe_ends[2];
    BOOST_REQUIRE(::pipe(pipe_ends) == 0);
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) AppendForEver(place.path(), round, pipe_ends[1]);
    ::close(pipe_ends[1]);
    int32_t number = 0;
    int seen = 0;
    while (::read(pipe_ends[0], &number, sizeof number) == sizeof number) {
      acknowledged.insert(absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number));
      // From here on the child dies at any instant, but what the pipe holds was acknowledged.
      if (++seen == 10 * round) ::kill(child, SIGKILL);
    }
    ::close(pipe_ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_REQUIRE(WIFSIGNALED(status));
    BOOST_TEST(seen >= 10 * round);
  }
  const auto folder = Folder::Open(place.path()).value();
  const auto outbox = Outbox::Open(*folder).value();
  int64_t expected = 1;
  std::set<std::string> kept;
  const std::vector<v1::OutboxRecord> pending = outbox->Pending(1'000'000).value();
  for (const v1::OutboxRecord& record : pending) {
    BOOST_TEST(record.sequence() == expected++);
    kept.insert(record.sale().sale_id());
  }
  for (const std::string& sale : acknowledged) BOOST_TEST(kept.count(sale) == 1u);
  // At most the one that was being written each time is there without having been acknowledged.
  BOOST_TEST(kept.size() <= acknowledged.size() + 5);
}
