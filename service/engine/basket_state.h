// A basket while offers, redemption and earning work on it.
#ifndef TESSERA_ENGINE_BASKET_STATE_H_
#define TESSERA_ENGINE_BASKET_STATE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "compiled.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

struct LineState {
  Money gross;
  Money net;           // what is left of gross so far
  Money floor;         // discounts may not take net below it
  Money redeem_floor;  // nor points below this; not less than floor
  bool discountable = true;
  bool redeemable = true;
  bool earns = true;

  Money discount_room() const { return discountable ? net - floor : Money(); }
  Money redeem_room() const {
    return redeemable && net > redeem_floor ? net - redeem_floor : Money();
  }
};

// Lines by their position in the basket. The sum of all gross amounts fits int64 (CheckBasket), and
// so does every sum of parts of them.
class BasketState {
 public:
  // `basket` has passed CheckBasket and outlives this.
  BasketState(const Basket& basket, const CompiledProgram::Internals& program);

  const Basket& basket() const { return basket_; }
  const Membership& membership() const { return membership_; }
  absl::Span<const uint32_t> LinesOf(uint32_t set) const { return membership_.LinesOf(set); }
  std::vector<LineState>& lines() { return lines_; }
  const std::vector<LineState>& lines() const { return lines_; }

  Money NetOf(absl::Span<const uint32_t> lines) const;
  // More than int64 cannot be: 1,000 lines of 10^9.
  Quantity QuantityOf(absl::Span<const uint32_t> lines) const;

 private:
  void Restrict(const Restriction& restriction, absl::Span<const uint32_t> lines,
                std::vector<Money>* minimum_unit_prices);

  const Basket& basket_;
  Membership membership_;
  std::vector<LineState> lines_;
};

// What so much of a thing costs at this price of one piece or kilogram. Within CheckBasket's ranges
// it fits.
Money PriceOf(Money unit_price, Quantity quantity, Rounding rounding);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_BASKET_STATE_H_
