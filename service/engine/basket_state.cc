#include "basket_state.h"

#include <algorithm>

namespace tessera::engine {

Money PriceOf(Money unit_price, Quantity quantity, Rounding rounding) {
  if (quantity.value() % kOnePiece.value() == 0) {
    return Money(unit_price.value() * (quantity.value() / kOnePiece.value()));
  }
  return Money(*MultiplyDivide(unit_price.value(), quantity.value(), kOnePiece.value(), rounding));
}

void BasketState::Reset(const Basket& basket, const CompiledProgram::Internals& program) {
  basket_ = &basket;
  ranked_ = false;
  program.sets.Match(basket.lines, &membership_);
  std::vector<LineState>& lines = standing_.lines;
  lines.assign(basket.lines.size(), {});
  minimum_unit_prices_.assign(lines.size(), Money());
  paid_with_points_.clear();
  for (size_t i = 0; i < lines.size(); ++i) {
    const Line& line = basket.lines[i];
    const bool counts = !line.unit_price.is_negative();
    lines[i].discountable = counts && !line.no_discount;
    lines[i].redeemable = counts && !line.no_discount && !line.no_spend;
    lines[i].earns = counts && !line.no_earn;
    minimum_unit_prices_[i] = line.minimum_unit_price;
    if (!line.weighed && line.quantity.value() % kOnePiece.value() == 0) {
      lines[i].units = line.quantity.value() / kOnePiece.value();
    }
  }
  for (uint32_t set : membership_.touched()) {
    for (uint32_t restriction : program.restrictions_of_set[set]) {
      Restrict(program.source.restrictions[restriction], LinesOf(set));
    }
  }
  if (program.not_goods_set != kAllGoods) {
    for (uint32_t i : LinesOf(program.not_goods_set)) lines[i].redeemable = false;
  }
  const Money minimum_line =
      program.redemption ? program.redemption->terms.minimum_line : Money();
  for (size_t i = 0; i < lines.size(); ++i) {
    const Line& line = basket.lines[i];
    LineState& state = lines[i];
    state.gross = PriceOf(line.unit_price, line.quantity, program.source.rounding);
    state.net = state.gross;
    if (!minimum_unit_prices_[i].is_zero()) {
      // Goods that are already priced below their minimum are not made dearer.
      state.floor =
          std::min(PriceOf(minimum_unit_prices_[i], line.quantity, Rounding::kUp), state.gross);
    }
    if (state.gross.is_negative()) state.floor = state.gross;
    state.redeem_floor = std::max(
        state.floor, minimum_line.is_zero() ? Money()
                                            : PriceOf(minimum_line, line.quantity, Rounding::kUp));
  }
  SetRoom(program.source.stacking);
}

void BasketState::Restrict(const Restriction& restriction, absl::Span<const uint32_t> lines) {
  for (uint32_t i : lines) {
    LineState& line = standing_.lines[i];
    if (restriction.no_discount) line.discountable = line.redeemable = false;
    if (restriction.no_spend) line.redeemable = false;
    if (restriction.no_earn) line.earns = false;
    Money& minimum = minimum_unit_prices_[i];
    minimum = std::max(minimum, restriction.minimum_unit_price);
  }
}

void BasketState::SetRoom(const Stacking& stacking) {
  const Money total = std::max(Total(), Money());
  standing_.room = total;
  if (!stacking.maximum_share.is_zero()) {
    standing_.room = Money(*MultiplyDivide(total.value(), stacking.maximum_share.value(),
                                           kWhole.value(), Rounding::kDown));
  }
  if (!stacking.maximum.is_zero()) standing_.room = std::min(standing_.room, stacking.maximum);
}

void BasketState::RankByPrice() {
  ranked_ = true;
  // A weighed line is one unit, at its whole amount.
  const auto price = [this](uint32_t line) {
    const Line& source = basket_->lines[line];
    return source.weighed || source.quantity.value() % kOnePiece.value() != 0
               ? standing_.lines[line].gross
               : source.unit_price;
  };
  const auto rank = [this](Ranks* ranks, auto before) {
    ranks->lines.resize(standing_.lines.size());
    for (uint32_t i = 0; i < ranks->lines.size(); ++i) ranks->lines[i] = i;
    std::sort(ranks->lines.begin(), ranks->lines.end(), before);
    ranks->of_line.resize(ranks->lines.size());
    for (uint32_t i = 0; i < ranks->lines.size(); ++i) ranks->of_line[ranks->lines[i]] = i;
  };
  rank(&cheapest_first_, [&](uint32_t a, uint32_t b) {
    return price(a) != price(b) ? price(a) < price(b) : a < b;
  });
  rank(&dearest_first_, [&](uint32_t a, uint32_t b) {
    return price(a) != price(b) ? price(a) > price(b) : a < b;
  });
}

void BasketState::SortByPrice(UnitOrder order, std::vector<uint32_t>* lines) {
  if (order == UnitOrder::kBasket || lines->size() < 2) return;
  if (!ranked_) RankByPrice();
  const Ranks& ranks = order == UnitOrder::kCheapestFirst ? cheapest_first_ : dearest_first_;
  if (lines->size() < ranks.lines.size() / 8) {
    std::sort(lines->begin(), lines->end(), [&ranks](uint32_t a, uint32_t b) {
      return ranks.of_line[a] < ranks.of_line[b];
    });
    return;
  }
  wanted_.assign(ranks.lines.size(), 0);
  for (uint32_t line : *lines) wanted_[ranks.of_line[line]] = 1;
  lines->clear();
  for (uint32_t i = 0; i < wanted_.size(); ++i) {
    if (wanted_[i] != 0) lines->push_back(ranks.lines[i]);
  }
}

void BasketState::Cover(Money amount, Allocator* allocator) {
  std::vector<LineState>& lines = standing_.lines;
  std::vector<Part> parts;
  parts.reserve(lines.size());
  for (const LineState& line : lines) {
    const int64_t net = std::max(line.net, Money()).value();
    parts.push_back({net, net});
  }
  const auto shares = allocator->Allocate(amount.value(), parts, Spread::kLargestRemainder);
  for (size_t i = 0; i < lines.size(); ++i) {
    LineState& line = lines[i];
    if (line.gross.is_negative()) continue;
    const Money share(shares[i]);
    line.net -= share;
    line.covered += share;
    line.floor = std::max(line.floor - share, Money());
    line.redeem_floor = std::max(line.redeem_floor - share, Money());
  }
  standing_.room = std::min(standing_.room, std::max(Total(), Money()));
}

Money BasketState::GrossOf(absl::Span<const uint32_t> lines) const {
  Money sum;
  for (uint32_t i : lines) sum += standing_.lines[i].gross;
  return sum;
}

Money BasketState::NetOf(absl::Span<const uint32_t> lines) const {
  Money sum;
  for (uint32_t i : lines) sum += standing_.lines[i].net;
  return sum;
}

Money BasketState::NetBeforePoints(absl::Span<const uint32_t> lines) const {
  Money sum = NetOf(lines);
  if (paid_with_points_.empty()) return sum;
  for (uint32_t i : lines) sum += paid_with_points_[i];
  return sum;
}

void BasketState::PayWithPoints(size_t line, Money amount) {
  if (paid_with_points_.empty()) paid_with_points_.resize(standing_.lines.size());
  paid_with_points_[line] = amount;
  standing_.lines[line].net -= amount;
}

Quantity BasketState::QuantityOf(absl::Span<const uint32_t> lines) const {
  Quantity sum;
  for (uint32_t i : lines) sum += basket_->lines[i].quantity;
  return sum;
}

int64_t BasketState::UnitsOf(absl::Span<const uint32_t> lines) const {
  int64_t sum = 0;
  for (uint32_t i : lines) sum += standing_.lines[i].units;
  return sum;
}

Money BasketState::Total() const {
  Money sum;
  for (const LineState& line : standing_.lines) sum += line.net;
  return sum;
}

}  // namespace tessera::engine
