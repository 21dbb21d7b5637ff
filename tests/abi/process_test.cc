// What the library does to the process that loads it: forks, threads, signals, what is left behind.
#include <boost/test/unit_test.hpp>

#include <string>

#include "run_host.h"
#include "tessera/support/test_service.h"

using namespace tessera;
using support::TemporaryFolder;
using support::TestService;

namespace {

int Run(const std::string& mode, const TemporaryFolder& folder, const std::string& more = "",
        const std::string& environment = "") {
  return hosts::Run(TESSERA_PROCESS_HOST, mode + " " + folder.path().string() + more, environment);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_forked_child_is_told_so_and_does_not_hang) {
  const TemporaryFolder folder;
  BOOST_TEST(Run("fork", folder) == 0);
}

BOOST_AUTO_TEST_CASE(a_till_that_was_killed_starts_again_while_its_child_lives) {
  const TemporaryFolder folder;
  BOOST_TEST(Run("orphan", folder) == 0);
}

BOOST_AUTO_TEST_CASE(the_librarys_threads_are_few_and_take_no_signals) {
  const TemporaryFolder folder;
  TestService service;
  service.PublishYaml(hosts::kProgram);
  BOOST_TEST(Run("threads", folder, " " + service.address()) == 0);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_behind_by_a_thousand_plugins) {
  const TemporaryFolder folder;
  // What a checker of memory keeps back is not ours.
  BOOST_TEST(Run("cycles", folder, " 1000",
                 "ASAN_OPTIONS=$ASAN_OPTIONS:quarantine_size_mb=1:malloc_context_size=1") == 0);
}

BOOST_AUTO_TEST_CASE(a_proxy_for_browsers_is_not_asked) {
  const TemporaryFolder folder;
  TestService service;
  service.PublishYaml(hosts::kProgram);
  service.Import({support::MakeMember(1, 500)});
  const std::string nobody = "http://127.0.0.1:9";
  BOOST_TEST(hosts::Run(TESSERA_HOST,
                      "online " + folder.path().string() + " " + service.address() + " " +
                          support::CardOf(1),
                      "http_proxy=" + nobody + " https_proxy=" + nobody + " grpc_proxy=" + nobody +
                          " HTTP_PROXY=" + nobody + " no_proxy= NO_PROXY=") == 0);
}
