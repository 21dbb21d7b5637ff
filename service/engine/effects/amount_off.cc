#include <algorithm>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {
namespace {

// The cheapest line first, until it is free.
void SpreadCheapestFirst(int64_t amount, Workspace* work) {
  std::vector<uint32_t>& order = work->order;  // positions in picked, from here on
  order.resize(work->picked.size());
  for (uint32_t k = 0; k < order.size(); ++k) order[k] = k;
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return work->picked[a].base != work->picked[b].base
               ? work->picked[a].base < work->picked[b].base
               : a < b;
  });
  work->amounts.assign(work->picked.size(), 0);
  for (uint32_t k : order) {
    work->amounts[k] = std::min(amount, work->picked[k].room.value());
    amount -= work->amounts[k];
  }
}

void SpreadOnce(const AmountOff& off, int64_t amount, Applying* applying) {
  Workspace& work = applying->work;
  if (off.spread_by == SpreadBy::kCheapestFirst) return SpreadCheapestFirst(amount, &work);
  work.parts.clear();
  for (const Picked& picked : work.picked) {
    const int64_t weight =
        off.spread_by == SpreadBy::kValue
            ? picked.base.value()
            : (picked.whole ? applying->state.basket().lines[picked.line].quantity.value()
                            : picked.units * kOnePiece.value());
    work.parts.push_back({weight, picked.room.value()});
  }
  const auto shares =
      work.allocator.Allocate(amount, work.parts, applying->program.source.spread);
  work.amounts.assign(shares.begin(), shares.end());
}

void PerLine(const AmountOff& off, int64_t amount, Applying* applying) {
  Workspace& work = applying->work;
  work.amounts.clear();
  for (const Picked& picked : work.picked) {
    int64_t most = std::min(amount, picked.base.value());
    // A weighed line is one unit, at its whole amount.
    if (off.at_most_unit_price && IsPieces(picked.line, *applying)) {
      most = std::min(most, applying->state.basket().lines[picked.line].unit_price.value());
    }
    work.amounts.push_back(most);
  }
}

}  // namespace

Reason ApplyAmountOff(const AmountOff& off, uint32_t set, Applying* applying) {
  Money amount = off.amount;
  if (!off.steps.empty()) {
    CollectLines(set, applying);
    Reason why = Reason::kNone;
    const Step* step = FindStep(off.steps, applying, &why);
    if (step == nullptr) return why;
    amount = step->amount;
  }
  const bool per_unit = off.per == AmountPer::kUnit;
  Pick(off.goods, set, per_unit, applying);
  if (per_unit) {
    UnitCut cut;
    cut.amount = off.further_unit.is_zero() ? amount : off.further_unit;
    cut.first_amount = amount;
    cut.has_first = !off.further_unit.is_zero();
    ReckonUnits(cut, applying);
  } else if (off.per == AmountPer::kLine) {
    PerLine(off, amount.value(), applying);
  } else {
    SpreadOnce(off,
               MultiplyDivide(amount.value(), applying->times, 1, Rounding::kDown)
                   .value_or(kUnlimited),
               applying);
  }
  return TakeOff(per_unit || PicksUnits(off.goods, *applying), applying);
}

}  // namespace tessera::engine
