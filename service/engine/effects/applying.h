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
  int64_t units = 0;  // that it discounted
};

// Some of the parts of a bundle, and the units that fit any of them.
struct PartChoice {
  int64_t asked = 0;  // in one bundle
  int64_t units = 0;
  int64_t spare = 0;  // what the bundles that are planned leave of units
  int64_t used = 0;   // of spare, by the bundle under way
};

// Of a line, while several effects of one offer may discount the same units.
struct SharedUnits {
  int64_t used_units = 0;  // before
  Money used_net;          // what is left of them
  Money net;               // of the whole line, before the effect
  int64_t counted = 0;     // the most that one effect counted
  Money taken;             // off these units
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
  std::vector<char> may_buy;
  std::vector<std::vector<uint32_t>> part_orders;  // of the parts of a bundle
  std::vector<size_t> part_starts;
  std::vector<uint32_t> bundle_lines;
  std::vector<uint32_t> line_parts;   // per line of the basket: the bundle's parts it may go into
  std::vector<PartChoice> part_choices;
  // Per line of the basket, all 0 between effects and between repeats.
  std::vector<int64_t> effect_units;  // that the effect discounted
  std::vector<int64_t> offer_units;   // that any effect of this repeat discounted
  std::vector<SharedUnits> shared;      // per line
  std::vector<Money> effect_discounts;  // per effect: what it took off in all repeats
};

struct Applying {
  const CompiledProgram::Internals& program;
  BasketState& state;
  Workspace& work;
  const CompiledOffer& offer;
  bool on_original = false;  // percentages are reckoned on list prices
  int64_t times = 1;         // amounts and units scale by it
  int64_t units_limit = kUnlimited;  // of units that may still be discounted for the member
  // What earlier effects of the offer left of it. Units that they discounted may be discounted again.
  int64_t units_left = kUnlimited;
  int64_t units_paid = kUnlimited;  // units that points pay for
  Money money_left{kUnlimited};  // of the offer's budget, where discounts are cut to it
  Money discounted = {};         // by the same effect when the choice was given before
  bool counts_apart = false;     // units that were counted stay apart until it is over
  OfferResult* result = nullptr;
  std::vector<GiftLine>* gifts = nullptr;

  Rounding rounding() const { return program.source.rounding; }
  // Whether units that were counted are kept apart: across offers where the program says so, and
  // within an effect that counts several times.
  bool units_used_once() const { return counts_apart || program.source.stacking.units_used_once; }
  // Of a limit of times on a receipt, what is left for effects that count their own.
  int64_t TimesLeft() const {
    const int64_t limit = offer.terms->limits.times_per_receipt;
    return limit == 0 ? kUnlimited : limit - result->times;
  }
};

// While it lives, units that an effect counted are kept apart; then forgotten, unless the program lets
// each be counted once or an outer one lives on.
class CountingApart {
 public:
  explicit CountingApart(Applying* applying);
  ~CountingApart();
  CountingApart(const CountingApart&) = delete;
  CountingApart& operator=(const CountingApart&) = delete;

 private:
  Applying& applying_;
  const bool before_;
};

// The amounts in work.amounts, one per work.picked, are taken off the lines, cut to what the lines,
// the receipt and the budget bear. `counted`: the units count as used. kNone if that was anything.
Reason TakeOff(bool counted, Applying* applying);

// Why an effect on what is picked gives nothing.
Reason WhyNothing(const Applying& applying);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EFFECTS_APPLYING_H_
