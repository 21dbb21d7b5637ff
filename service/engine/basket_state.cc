#include "basket_state.h"

#include <algorithm>

namespace tessera::engine {

Money PriceOf(Money unit_price, Quantity quantity, Rounding rounding) {
  return Money(*MultiplyDivide(unit_price.value(), quantity.value(), kOnePiece.value(), rounding));
}

BasketState::BasketState(const Basket& basket, const CompiledProgram::Internals& program)
    : basket_(basket), membership_(program.sets.Match(basket.lines)), lines_(basket.lines.size()) {
  std::vector<Money> minimum_unit_prices(lines_.size());
  for (size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = basket.lines[i];
    lines_[i].discountable = !line.no_discount;
    lines_[i].redeemable = !line.no_discount && !line.no_spend;
    lines_[i].earns = !line.no_earn;
    minimum_unit_prices[i] = line.minimum_unit_price;
  }
  for (const CompiledRestriction& restriction : program.restrictions) {
    Restrict(program.source.restrictions[restriction.source], LinesOf(restriction.set),
             &minimum_unit_prices);
  }
  const Money minimum_line =
      program.redemption ? program.redemption->terms.minimum_line : Money();
  for (size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = basket.lines[i];
    LineState& state = lines_[i];
    state.gross = PriceOf(line.unit_price, line.quantity, program.source.rounding);
    state.net = state.gross;
    const Money floor = PriceOf(minimum_unit_prices[i], line.quantity, Rounding::kUp);
    // Goods that are already priced below their minimum are not made dearer.
    state.floor = std::min(floor, state.gross);
    state.redeem_floor =
        std::max(state.floor, PriceOf(minimum_line, line.quantity, Rounding::kUp));
  }
}

void BasketState::Restrict(const Restriction& restriction, absl::Span<const uint32_t> lines,
                           std::vector<Money>* minimum_unit_prices) {
  for (uint32_t i : lines) {
    LineState& line = lines_[i];
    if (restriction.no_discount) line.discountable = line.redeemable = false;
    if (restriction.no_spend) line.redeemable = false;
    if (restriction.no_earn) line.earns = false;
    Money& minimum = (*minimum_unit_prices)[i];
    minimum = std::max(minimum, restriction.minimum_unit_price);
  }
}

Money BasketState::NetOf(absl::Span<const uint32_t> lines) const {
  Money sum;
  for (uint32_t i : lines) sum += lines_[i].net;
  return sum;
}

Quantity BasketState::QuantityOf(absl::Span<const uint32_t> lines) const {
  Quantity sum;
  for (uint32_t i : lines) sum += basket_.lines[i].quantity;
  return sum;
}

}  // namespace tessera::engine
