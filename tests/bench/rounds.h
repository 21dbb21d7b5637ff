// Rounds that alternate between what is measured and its baseline.
#ifndef TESSERA_BENCH_ROUNDS_H_
#define TESSERA_BENCH_ROUNDS_H_

#include <vector>

#include "figure.h"
#include "load.h"

namespace tessera::bench {

inline constexpr int kRounds = 5;

// One side's figures over all rounds.
struct Side {
  std::vector<double> per_second, p50_us, p99_us, cpu_us;

  void Take(const Measured& measured) {
    per_second.push_back(measured.per_second);
    p50_us.push_back(measured.p50_us);
    p99_us.push_back(measured.p99_us);
    cpu_us.push_back(measured.cpu_us);
  }
};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_ROUNDS_H_
