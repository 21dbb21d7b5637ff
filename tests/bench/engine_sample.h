// Programs and baskets that the engine alone is measured with, as its own plain values.
#ifndef TESSERA_BENCH_ENGINE_SAMPLE_H_
#define TESSERA_BENCH_ENGINE_SAMPLE_H_

#include <cstdint>
#include <memory>

#include "tessera/engine/evaluate.h"

namespace tessera::bench {

inline constexpr int kTouching = 8;

// `offers` offers of every kind, of which the first kTouching are for goods of MakeGoods; the others
// are for other categories, SKUs, brands and labels.
engine::Program SparseProgram(int offers);

// `lines` lines in kTouching categories: pieces, multipacks and one weighed line in ten.
engine::Basket MakeGoods(int lines);

// Each offer is for all lines of the basket: percentages only, or every kind in turn.
engine::Program DenseProgram(int offers, bool mixed);

// Offers for overlapping goods, of which the best combination is wanted.
struct Riddle {
  std::shared_ptr<const engine::CompiledProgram> program;
  std::shared_ptr<const engine::CompiledProgram> greedy;  // the same in the program's order
  engine::Basket basket;
};

// `hard`: also thresholds, steps, budgets, bundles, a cap on the receipt, and units counted once.
Riddle MakeRiddle(uint64_t seed, bool hard, int offers = 30);

// The program has no faults.
std::shared_ptr<const engine::CompiledProgram> Compiled(engine::Program program);

engine::MemberView AnyMember();

inline constexpr Instant kAnyTime{1'800'000'000'000'000};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_ENGINE_SAMPLE_H_
