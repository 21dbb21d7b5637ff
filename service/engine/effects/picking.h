// Which units of which lines an effect touches.
#ifndef TESSERA_ENGINE_EFFECTS_PICKING_H_
#define TESSERA_ENGINE_EFFECTS_PICKING_H_

#include "effects/applying.h"

namespace tessera::engine {

// The lines of `set` that offers may discount, into work.order, as they stand in the basket.
void CollectLines(uint32_t set, Applying* applying);
// Puts work.order in order of unit price; ties stay as they stand.
void SortLines(UnitOrder order, Applying* applying);

// Whether the line is of whole pieces, each a unit; any other is one unit at its whole amount.
bool IsPieces(uint32_t line, const Applying& applying);
// Units of the line that may be counted.
int64_t FreeUnits(uint32_t line, const Applying& applying);

// So many units of the line, with what is left of them and what may be taken off.
Picked PickUnits(uint32_t line, int64_t units, const Applying& applying);

// Whether only some of the units count.
bool PicksUnits(const Goods& goods, const Applying& applying);

// Fills work.picked with what `goods` asks for. `by_unit`: the effect is on units even if all of
// them count.
void Pick(const Goods& goods, uint32_t set, bool by_unit, Applying* applying);
// The same of the lines that are in work.order.
void PickCollected(const Goods& goods, bool by_unit, Applying* applying);

// The last step whose thresholds the goods in work.order reach; null if none, with what the first one
// still lacks put into the result. `steps` is not empty.
const Step* FindStep(const std::vector<Step>& steps, Applying* applying, Reason* why);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EFFECTS_PICKING_H_
