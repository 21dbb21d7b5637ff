// Spreading an amount over parts by largest remainder, so that the parts sum exactly to the whole.
#ifndef TESSERA_ENGINE_ALLOCATION_H_
#define TESSERA_ENGINE_ALLOCATION_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace tessera::engine {

struct Part {
  int64_t weight = 0;    // not negative; those of all parts sum to an int64
  int64_t capacity = 0;  // the most it may take, not negative
};

// Hamilton's method under capacities: each part gets its proportional share rounded down, what is
// left goes one unit at a time to the largest remainders, ties to the earlier part; a part that is
// full passes its excess on to the others by the same rule. Takes min(amount, sum of capacities).
// A part of weight 0 gets something only when all others are full. `amount` >= 0.
// Deterministic; the result has one value per part and sums exactly to what was taken.
std::vector<int64_t> Allocate(int64_t amount, absl::Span<const Part> parts);

// What part of `whole` belongs to the units up to `upto` of `total` units, so that any sequence of
// partial returns takes back exactly the whole: floor(whole * upto / total). 0 <= upto <= total,
// total > 0. A return of the units (before, after] gives back Cumulative(after) - Cumulative(before).
int64_t CumulativeShare(int64_t whole, int64_t upto, int64_t total);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_ALLOCATION_H_
