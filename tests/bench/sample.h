// The program and the basket that are measured with. Members and their cards are the test service's.
#ifndef TESSERA_BENCH_SAMPLE_H_
#define TESSERA_BENCH_SAMPLE_H_

#include "tessera/v1/basket.pb.h"
#include "tessera/v1/program.pb.h"

namespace tessera::bench {

inline constexpr int kMembers = 10'000;
inline constexpr char kStore[] = "bench-store";
inline constexpr char kTerminal[] = "bench-till";

// The first four are for the whole receipt: points, and amounts off above thresholds. The others are for
// goods of fifty categories, ten of which are in the basket, and of every kind in turn.
v1::Program MakeProgram(int offers);

// `lines` different goods out of ten categories, 40.00 to 360.00 each.
v1::Basket MakeBasket(int lines);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_SAMPLE_H_
