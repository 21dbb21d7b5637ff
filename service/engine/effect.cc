#include "tessera/engine/effect.h"

namespace tessera::engine {

bool LowersPrices(const Effect& effect) {
  return std::holds_alternative<PercentOff>(effect) || std::holds_alternative<AmountOff>(effect) ||
         std::holds_alternative<FixedPrice>(effect) ||
         std::holds_alternative<BundlePrice>(effect) || std::holds_alternative<BuyGet>(effect) ||
         std::holds_alternative<Gift>(effect) || std::holds_alternative<PointsPrice>(effect);
}

bool GivesPoints(const Effect& effect) {
  return std::holds_alternative<EarnPerMoney>(effect) ||
         std::holds_alternative<EarnPerUnit>(effect) || std::holds_alternative<EarnFixed>(effect) ||
         std::holds_alternative<EarnMultiplier>(effect);
}

}  // namespace tessera::engine
