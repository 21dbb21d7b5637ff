// What the command line can choose.
#ifndef TESSERA_BENCH_OPTIONS_H_
#define TESSERA_BENCH_OPTIONS_H_

#include <cstdint>

namespace tessera::bench {

struct Options {
  bool json = false;
  int64_t milliseconds = 10'000;  // for each figure, both sides together
  int in_flight = 64;
  int lines = 20;
  int offers = 100;
  int members = 1'000'000;      // of the large chain
  int evaluations = 1'000'000;  // over which the engine's heap is watched
  int64_t receipts = 10'000'000;  // of the year that HQ's figures are of
};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_OPTIONS_H_
