// An offer while it is applied to a basket.
#ifndef TESSERA_ENGINE_EFFECTS_APPLYING_H_
#define TESSERA_ENGINE_EFFECTS_APPLYING_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "basket_state.h"
#include "compiled.h"
#include "tessera/engine/allocation.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

inline constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

// Units of one line that an effect touches.
struct Picked {
  uint32_t line = 0;
  int64_t units = 0;
  bool whole = true;  // all of the line
  Money net;          // what is left of their part of the line
  Money base;         // what the effect is reckoned on: net, or the list price
  Money room;         // the most that may be taken off them
};

// What an offer gave one line.
struct Given {
  uint32_t line = 0;
  Money discount;
  Points points;
};

// Vectors that effects work in; they keep their memory.
struct Workspace {
  Allocator allocator;
  std::vector<Picked> picked;
  std::vector<Part> parts;
  std::vector<int64_t> amounts;  // one per picked
  std::vector<uint32_t> order;
  std::vector<int64_t> free_units;   // per line of the basket, while units are counted off
  std::vector<int64_t> wanted_units;
  std::vector<Given> given;
  std::vector<OfferShare> shares;    // what an offer's points are merged into
  std::vector<int64_t> bought_units;  // per line of the basket, of BuyGet
  std::vector<uint32_t> get_order;
  std::vector<std::vector<uint32_t>> part_orders;  // of the parts of a bundle
  std::vector<size_t> part_starts;
  std::vector<uint32_t> bundle_lines;
};

struct Applying {
  const CompiledProgram::Internals& program;
  BasketState& state;
  Workspace& work;
  const CompiledOffer& offer;
  bool on_original = false;  // percentages are reckoned on list prices
  int64_t times = 1;         // amounts and units scale by it
  int64_t units_limit = kUnlimited;  // of units that may still be discounted for the member
  int64_t units_left = kUnlimited;   // what earlier effects of the offer left of it
  Money money_left{kUnlimited};  // of the offer's budget, where discounts are cut to it
  bool counts_apart = false;
  OfferResult* result = nullptr;
  std::vector<GiftLine>* gifts = nullptr;

  Rounding rounding() const { return program.source.rounding; }
  // Whether units that were counted are kept apart: across offers where the program says so, and
  // within an effect that counts several times.
  bool units_used_once() const { return counts_apart || program.source.stacking.units_used_once; }
};

// The amounts in work.amounts, one per work.picked, are taken off the lines, cut to what the lines,
// the receipt and the budget bear. `counted`: the units count as used. kNone if that was anything.
Reason TakeOff(bool counted, Applying* applying);

// Why an effect on what is picked gives nothing.
Reason WhyNothing(const Applying& applying);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EFFECTS_APPLYING_H_
