// What is called: the methods of tills, with the sample basket.
#ifndef TESSERA_BENCH_TARGETS_H_
#define TESSERA_BENCH_TARGETS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "load.h"
#include "options.h"

namespace tessera::bench {

// Cards of all members in turn, from 0 on.
Target IdentifyTarget(const std::string& address);
Target QuoteTarget(const std::string& address, const Options& options);
// Quotes once, and books sales of what that showed: every member would get the same, the sample program
// has no tiers or tags. `members`: how many of them buy.
absl::StatusOr<Target> CommitTarget(const std::string& address, const Options& options, int members);

// INTERNAL with the first failure, if there was one.
absl::Status AllWell(const std::string& name, const Measured& measured);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_TARGETS_H_
