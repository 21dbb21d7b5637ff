#include <algorithm>

#include "effects/applying.h"

namespace tessera::engine {
namespace {

// Cuts the amounts to `most` altogether, each in proportion.
void CutTo(int64_t most, Applying* applying) {
  Workspace& work = applying->work;
  work.parts.clear();
  for (int64_t amount : work.amounts) work.parts.push_back({amount, amount});
  const auto cut =
      work.allocator.Allocate(most, work.parts, applying->program.source.spread);
  std::copy(cut.begin(), cut.end(), work.amounts.begin());
}

// What the units that count as used keep of the line's net.
void KeepUsedApart(const Picked& picked, Money amount, bool counted, LineState* line) {
  if (counted) {
    line->used_units += picked.units;
    line->used_net += picked.net - amount;
  } else if (line->used_units > 0 && !line->net.is_zero()) {
    line->used_net -=
        Money(CumulativeShare(line->used_net.value(), amount.value(), line->net.value()));
  }
}

}  // namespace

CountingApart::CountingApart(Applying* applying)
    : applying_(*applying), before_(applying->counts_apart) {
  applying_.counts_apart = true;
}

CountingApart::~CountingApart() {
  applying_.counts_apart = before_;
  if (applying_.units_used_once()) return;
  for (LineState& line : applying_.state.lines()) {
    line.used_units = 0;
    line.used_net = Money();
  }
}

Reason WhyNothing(const Applying& applying) {
  Money base;
  Money room;
  for (const Picked& picked : applying.work.picked) {
    base += applying.state.lines()[picked.line].gross;
    room += picked.room;
  }
  if (base.is_zero()) return Reason::kNothingToDiscount;
  if (room.is_zero()) return Reason::kFloorReached;
  if (applying.state.standing().room.is_zero()) return Reason::kReceiptCap;
  return Reason::kNothingToDiscount;
}

Reason TakeOff(bool counted, Applying* applying) {
  Workspace& work = applying->work;
  BasketState& state = applying->state;
  counted = counted && applying->units_used_once();
  int64_t sum = 0;
  for (size_t k = 0; k < work.amounts.size(); ++k) {
    work.amounts[k] = std::clamp<int64_t>(work.amounts[k], 0, work.picked[k].room.value());
    sum += work.amounts[k];
  }
  const int64_t most =
      std::min(state.standing().room.value(), applying->money_left.value());
  if (sum == 0 || most == 0) return WhyNothing(*applying);
  if (sum > most) CutTo(most, applying);
  int64_t taken = 0;
  for (size_t k = 0; k < work.amounts.size(); ++k) {
    const Picked& picked = work.picked[k];
    LineState& line = state.lines()[picked.line];
    const Money amount(work.amounts[k]);
    KeepUsedApart(picked, amount, counted, &line);
    if (amount.is_zero()) continue;
    line.net -= amount;
    taken += amount.value();
    work.given.push_back({picked.line, amount, Points(), picked.units});
  }
  state.standing().room -= Money(taken);
  if (applying->money_left.value() != kUnlimited) applying->money_left -= Money(taken);
  return Reason::kNone;
}

}  // namespace tessera::engine
