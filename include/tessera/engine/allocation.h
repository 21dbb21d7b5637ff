// Spreading an amount over parts so that the parts sum exactly to the whole, and taking it back.
#ifndef TESSERA_ENGINE_ALLOCATION_H_
#define TESSERA_ENGINE_ALLOCATION_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "tessera/engine/program.h"

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

// The same under another rule for the odd units; keeps its memory between calls. Not thread-safe.
class Allocator {
 public:
  // The result holds until the next call.
  absl::Span<const int64_t> Allocate(int64_t amount, absl::Span<const Part> parts, Spread how);

 private:
  struct Remainder {
    int64_t rest = 0;
    size_t part = 0;
  };

  void Open(absl::Span<const Part> parts, bool weighty);
  int64_t Take(int64_t amount, absl::Span<const Part> parts, bool equal_weights, Spread how);
  template <typename Integer>
  int64_t TakeFloors(int64_t amount, int64_t weight, absl::Span<const Part> parts,
                     bool equal_weights);
  int64_t TakeCarried(int64_t amount, int64_t weight, absl::Span<const Part> parts,
                      bool equal_weights);
  bool FillOverfull(absl::Span<const Part> parts, bool equal_weights, int64_t* amount);
  void GiveOddUnits(absl::Span<const Part> parts, Spread how, int64_t left);

  std::vector<size_t> open_;
  std::vector<Remainder> remainders_;
  std::vector<int64_t> taken_;
};

// What part of `whole` belongs to the units up to `upto` of `total` units, so that any sequence of
// partial returns takes back exactly the whole: floor(whole * upto / total). 0 <= upto <= total,
// total > 0. A return of the units (before, after] gives back Cumulative(after) - Cumulative(before).
int64_t CumulativeShare(int64_t whole, int64_t upto, int64_t total);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_ALLOCATION_H_
