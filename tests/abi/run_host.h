// Runs a host of the library as a process of its own.
#ifndef TESSERA_TESTS_ABI_RUN_HOST_H_
#define TESSERA_TESTS_ABI_RUN_HOST_H_

#include <sys/wait.h>

#include <cstdlib>
#include <string>

namespace tessera::hosts {

inline constexpr char kProgram[] = R"(
program_id: test
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
offers:
  - offer_id: member-5
    name: {by_language: {en: "Member's five"}}
    effects: [{percent_off: {percent_milli: 5000}}]
  - offer_id: earn
    name: {by_language: {en: "Points"}}
    effects: [{earn_per_money: {per_amount_minor: 10000, points: 10}}]
redemption: {points: 1, value_minor: 100, minimum_points: 1, maximum_share_milli: 50000}
card_formats:
  - {kind: IDENTIFIER_KIND_CARD, prefix: "2977", length: 13}
)";

// The sanitizer takes memory that the loader allocated at the begin of a page for thread-local storage of
// another size, and dies of it at exit (LeakSanitizer beside a library that was opened late).
inline constexpr char kSanitizer[] = "export ASAN_OPTIONS=$ASAN_OPTIONS:intercept_tls_get_addr=0; ";

// The exit code, -1 for a host that did not end by itself. `environment`: "NAME=value NAME=value".
inline int Run(const std::string& host, const std::string& arguments,
               const std::string& environment = "") {
  const std::string command = kSanitizer + environment + " " + host + " " + TESSERA_LIBRARY + " " + arguments;
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tessera::hosts

#endif  // TESSERA_TESTS_ABI_RUN_HOST_H_
