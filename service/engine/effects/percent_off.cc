#include <algorithm>
#include <numeric>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {

Reason ApplyPercentOff(const PercentOff& off, uint32_t set, Applying* applying) {
  Workspace& work = applying->work;
  Share percent = off.percent;
  if (!off.steps.empty()) {
    CollectLines(set, applying);
    Reason why = Reason::kNone;
    const Step* step = FindStep(off.steps, applying, &why);
    if (step == nullptr) return why;
    percent = step->percent;
  }
  Pick(off.goods, set, false, applying);
  ReckonPercent(percent, applying);
  if (off.maximum) {
    int64_t sum = 0;
    work.parts.clear();
    for (size_t k = 0; k < work.amounts.size(); ++k) {
      const int64_t most = std::min(work.amounts[k], work.picked[k].room.value());
      work.parts.push_back({work.picked[k].base.value(), most});
      sum += most;
    }
    const int64_t most = (*off.maximum - applying->discounted).value();
    if (sum > most) {
      const auto cut =
          work.allocator.Allocate(most, work.parts, applying->program.source.spread);
      std::copy(cut.begin(), cut.end(), work.amounts.begin());
    }
  }
  return TakeOff(PicksUnits(off.goods, *applying), applying);
}

}  // namespace tessera::engine
