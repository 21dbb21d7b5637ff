// A basket while offers, redemption and earning work on it.
#ifndef TESSERA_ENGINE_BASKET_STATE_H_
#define TESSERA_ENGINE_BASKET_STATE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "compiled.h"
#include "tessera/engine/allocation.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

struct LineState {
  Money gross;
  Money net;           // what is left of gross so far
  Money covered;       // paid before offers were looked at; not in net
  Money floor;         // discounts may not take net below it
  Money redeem_floor;  // nor points below this; not less than floor
  // A line of whole pieces has so many units; any other is one.
  int64_t units = 1;
  // Units that some offer has counted, and what is left of their part of net; only kept where the
  // program lets each be counted once.
  int64_t used_units = 0;
  Money used_net;
  bool discountable = true;
  bool redeemable = true;
  bool earns = true;

  Money discount_room() const { return discountable ? net - floor : Money(); }
  Money redeem_room() const {
    return redeemable && net > redeem_floor ? net - redeem_floor : Money();
  }
};

// What offers change; copied to try something out and put back.
struct Standing {
  std::vector<LineState> lines;
  Money room;    // that discounts may still take off the receipt
  Points points; // that choices and prices in points may still cost
};

// Lines by their position in the basket. The sums of all magnitudes of gross amounts fit int64
// (CheckBasket), and so does every sum of parts of them. Keeps its memory between baskets.
class BasketState {
 public:
  // Takes what a means of payment pays out of the lines: nothing that follows looks at it.
  void Cover(Money amount, Allocator* allocator);

  // `basket` has passed CheckBasket; it and `program` outlive the use of this.
  void Reset(const Basket& basket, const CompiledProgram::Internals& program);

  const Basket& basket() const { return *basket_; }
  const Membership& membership() const { return membership_; }
  absl::Span<const uint32_t> LinesOf(uint32_t set) const { return membership_.LinesOf(set); }
  std::vector<LineState>& lines() { return standing_.lines; }
  const std::vector<LineState>& lines() const { return standing_.lines; }
  Standing& standing() { return standing_; }
  const Standing& standing() const { return standing_; }

  Money GrossOf(absl::Span<const uint32_t> lines) const;
  Money NetOf(absl::Span<const uint32_t> lines) const;
  // The same, with what points paid of them.
  Money NetBeforePoints(absl::Span<const uint32_t> lines) const;
  // More than int64 cannot be: 1,000 lines of 10^9.
  Quantity QuantityOf(absl::Span<const uint32_t> lines) const;
  int64_t UnitsOf(absl::Span<const uint32_t> lines) const;
  // Of the whole receipt, with lines below zero.
  Money Total() const;

  // Points pay so much of a line, once.
  void PayWithPoints(size_t line, Money amount);

  // Puts lines in order of unit price; those of one price as they stand in the basket.
  void SortByPrice(UnitOrder order, std::vector<uint32_t>* lines);

 private:
  void Restrict(const Restriction& restriction, absl::Span<const uint32_t> lines);
  void SetRoom(const Stacking& stacking);
  void RankByPrice();

  const Basket* basket_ = nullptr;
  Membership membership_;
  Standing standing_;
  std::vector<Money> minimum_unit_prices_;
  std::vector<Money> paid_with_points_;  // per line; empty until points pay

  // Prices do not change while offers apply, so lines are ranked once, when first asked for.
  struct Ranks {
    std::vector<uint32_t> of_line;
    std::vector<uint32_t> lines;  // by rank
  };
  Ranks cheapest_first_, dearest_first_;
  bool ranked_ = false;
  std::vector<char> wanted_;  // by rank, while many lines are sorted
};

// What so much of a thing costs at this price of one piece or kilogram. Within CheckBasket's ranges
// it fits.
Money PriceOf(Money unit_price, Quantity quantity, Rounding rounding);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_BASKET_STATE_H_
