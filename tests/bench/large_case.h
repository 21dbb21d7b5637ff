// A chain of full size beside an empty one: tesserad as a process of its own on each.
#ifndef TESSERA_BENCH_LARGE_CASE_H_
#define TESSERA_BENCH_LARGE_CASE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// options.members members with ten entries each, made through the ledger's own rules, which takes two
// minutes for a million. Baseline: kMembers members without points.
//   large.start    from the start of the process to its first answer, on files that were read before
//   large.memory   the most that the process had at once, after the commits
//   large.commit   sales a second, of members all over the database
//   large.database bytes of the file
// `tesserad`: the program. INTERNAL if anything failed.
absl::StatusOr<std::vector<Figure>> MeasureLarge(const std::string& tesserad,
                                                 const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_LARGE_CASE_H_
