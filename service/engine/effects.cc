#include "effects.h"

#include <algorithm>

#include "tessera/base/status.h"
#include "tessera/engine/allocation.h"

namespace tessera::engine {
namespace {

// An offer's goods that may be discounted: one part per line, weighted by what is left of its price.
struct Discountable {
  std::vector<uint32_t> lines;
  std::vector<Part> parts;  // capacity: all that is left of the price
  Money net;
  Money room;
  Money gross;
};

Discountable Choose(absl::Span<const uint32_t> lines, const BasketState& state) {
  Discountable chosen;
  chosen.lines.reserve(lines.size());
  chosen.parts.reserve(lines.size());
  for (uint32_t i : lines) {
    const LineState& line = state.lines()[i];
    if (!line.discountable) continue;
    chosen.lines.push_back(i);
    chosen.parts.push_back({line.net.value(), line.net.value()});
    chosen.gross += line.gross;
    chosen.net += line.net;
    chosen.room += line.discount_room();
  }
  return chosen;
}

Reason WhyNothing(const Discountable& chosen) {
  return chosen.room.is_zero() && !chosen.gross.is_zero() ? Reason::kFloorReached
                                                          : Reason::kNothingToDiscount;
}

void LimitToRoom(const BasketState& state, Discountable* chosen) {
  for (size_t k = 0; k < chosen->parts.size(); ++k) {
    int64_t& capacity = chosen->parts[k].capacity;
    capacity = std::min(capacity, state.lines()[chosen->lines[k]].discount_room().value());
  }
}

Reason TakeOff(const Discountable& chosen, const std::vector<int64_t>& amounts, BasketState* state,
               OfferResult* result) {
  for (size_t k = 0; k < amounts.size(); ++k) {
    if (amounts[k] == 0) continue;
    const uint32_t i = chosen.lines[k];
    state->lines()[i].net -= Money(amounts[k]);
    result->discount += Money(amounts[k]);
    result->shares.push_back({state->basket().lines[i].line_no, Money(amounts[k]), Points()});
  }
  return result->shares.empty() ? WhyNothing(chosen) : Reason::kNone;
}

}  // namespace

Reason ApplyPercentOff(const PercentOff& off, absl::Span<const uint32_t> lines, Rounding rounding,
                       BasketState* state, OfferResult* result) {
  Discountable chosen = Choose(lines, *state);
  const int64_t discount =
      *MultiplyDivide(chosen.net.value(), off.percent.value(), kWhole.value(), rounding);
  std::vector<int64_t> amounts = Allocate(discount, chosen.parts);
  int64_t sum = 0;
  for (size_t k = 0; k < amounts.size(); ++k) {
    amounts[k] =
        std::min(amounts[k], state->lines()[chosen.lines[k]].discount_room().value());
    chosen.parts[k].capacity = amounts[k];
    sum += amounts[k];
  }
  if (off.maximum && sum > off.maximum->value()) {
    amounts = Allocate(off.maximum->value(), chosen.parts);
  }
  return TakeOff(chosen, amounts, state, result);
}

Reason ApplyAmountOff(const AmountOff& off, absl::Span<const uint32_t> lines, BasketState* state,
                      OfferResult* result) {
  Discountable chosen = Choose(lines, *state);
  LimitToRoom(*state, &chosen);
  return TakeOff(chosen, Allocate(off.amount.value(), chosen.parts), state, result);
}

absl::StatusOr<Reason> ApplyEarning(const EarnPerMoney& earn, absl::Span<const uint32_t> lines,
                                    const BasketState& state, OfferResult* result) {
  Money paid;
  for (uint32_t i : lines) {
    if (state.lines()[i].earns) paid += state.lines()[i].net;
  }
  if (paid.is_zero()) return Reason::kNothingToDiscount;
  if (paid < earn.per_amount) {
    result->missing_amount = earn.per_amount - paid;
    return Reason::kMinimumAmount;
  }
  const auto points =
      CheckedMultiply(paid.value() / earn.per_amount.value(), earn.points.value());
  if (!points) {
    return InvalidInput("AMOUNT_OVERFLOW", "lines", "the basket earns more points than can be");
  }
  std::vector<Part> parts;
  parts.reserve(lines.size());
  for (uint32_t i : lines) {
    const LineState& line = state.lines()[i];
    parts.push_back({line.net.value(), line.earns ? *points : 0});
  }
  const std::vector<int64_t> shares = Allocate(*points, parts);
  for (size_t k = 0; k < shares.size(); ++k) {
    if (shares[k] == 0) continue;
    result->shares.push_back({state.basket().lines[lines[k]].line_no, Money(), Points(shares[k])});
  }
  result->points = Points(*points);
  return Reason::kNone;
}

}  // namespace tessera::engine
