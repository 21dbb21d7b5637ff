// How discounts go together, and how they are rounded and spread.
#include <algorithm>

#include "translation.h"

namespace tessera::cases {
namespace {

engine::StackingMode ModeIn(Fields* stacking, const char* key, engine::StackingMode otherwise) {
  return stacking->OneOf<engine::StackingMode>(
      key,
      {{"compound", engine::StackingMode::kCompound},
       {"on_original", engine::StackingMode::kOnOriginal},
       {"best_only", engine::StackingMode::kBestOnly}},
      otherwise);
}

std::vector<std::string> LanesOf(Fields* stacking, Translator* translator) {
  std::vector<std::string> lanes = stacking->Texts("lanes");
  const std::vector<engine::Offer>& offers = translator->out->program.offers;
  for (size_t k = 0; k < offers.size(); ++k) {
    if (translator->out->origins[k].kind != Origin::Kind::kPromotion) continue;
    const std::string& lane = offers[k].phase_id;
    if (std::find(lanes.begin(), lanes.end(), lane) == lanes.end()) lanes.push_back(lane);
  }
  return lanes;
}

// Lanes are phases, one after the other; a promotion without a lane is in a phase of its own kind.
void ReadPhases(Fields* stacking, Translator* translator) {
  engine::Program& program = translator->out->program;
  const std::string scope = stacking->Text("scope");
  engine::StackingMode mode = ModeIn(stacking, "mode", engine::StackingMode::kCompound);
  if (scope == "order_wide_percent") {
    // Only promotions of that kind exclude each other: they are a group.
    const bool best = mode == engine::StackingMode::kBestOnly;
    program.stacking.groups.push_back(
        {"order-wide-percent", best ? engine::GroupMode::kBest : engine::GroupMode::kFirst});
    mode = engine::StackingMode::kCompound;
  } else if (!scope.empty()) {
    stacking->Refuse("scope", "\"" + scope + "\" is not known");
  }
  mode = ModeIn(stacking, "within_lane", mode);
  if (translator->out->rewards_on_original) mode = engine::StackingMode::kOnOriginal;
  const std::vector<std::string> lanes = LanesOf(stacking, translator);
  const auto phase_of = [&](const std::string& lane) {
    const auto found = std::find(lanes.begin(), lanes.end(), lane);
    return "lane-" + std::to_string(found - lanes.begin() + 1);
  };
  for (const std::string& lane : lanes) program.stacking.phases.push_back({phase_of(lane), mode});
  program.stacking.phases.push_back({kRewardsPhase, engine::StackingMode::kCompound});
  for (size_t k = 0; k < program.offers.size(); ++k) {
    std::vector<engine::Effect>& effects = program.offers[k].effects;
    if (std::none_of(effects.begin(), effects.end(), engine::LowersPrices)) {
      program.offers[k].phase_id.clear();  // phases are for offers that lower prices
      continue;
    }
    const bool promotion = translator->out->origins[k].kind == Origin::Kind::kPromotion;
    program.offers[k].phase_id = promotion ? phase_of(program.offers[k].phase_id) : kRewardsPhase;
  }
}

void ReadRounding(Fields* rounding, engine::Program* program) {
  program->rounding = rounding->OneOf<Rounding>("mode",
                                                {{"half_up", Rounding::kHalfUp},
                                                 {"half_down", Rounding::kHalfDown},
                                                 {"half_even", Rounding::kHalfEven},
                                                 {"down", Rounding::kDown},
                                                 {"up", Rounding::kUp}},
                                                Rounding::kHalfUp);
  program->rounding_place = rounding->OneOf<engine::RoundingPlace>(
      "applies_to",
      {{"order_discount", engine::RoundingPlace::kReceipt},
       {"line_discount", engine::RoundingPlace::kLine},
       {"discounted_unit_price", engine::RoundingPlace::kUnitPrice}},
      engine::RoundingPlace::kReceipt);
  // What the format calls rounding with the error carried gives the odd units to the shares that lost
  // most by rounding down: our largest remainder.
  program->spread = rounding->OneOf<engine::Spread>(
      "spread",
      {{"truncate_then_first", engine::Spread::kOddToFirst},
       {"truncate_then_last", engine::Spread::kOddToLast},
       {"largest_remainder", engine::Spread::kLargestRemainder},
       {"round_with_carried_error", engine::Spread::kLargestRemainder}},
      engine::Spread::kLargestRemainder);
}

}  // namespace

void TranslateStacking(Fields* programme, Translator* translator) {
  engine::Program& program = translator->out->program;
  const Json nothing = Json::object();
  auto stacking = programme->Object("stacking");
  if (!stacking) stacking.emplace(nothing, "programme.stacking", translator->unknowns);
  program.stacking.order = stacking->OneOf<engine::OfferOrder>(
      "order",
      {{"listed", engine::OfferOrder::kListed},
       {"priority_desc", engine::OfferOrder::kListed},
       {"codes_as_entered", engine::OfferOrder::kCodesAsEntered}},
      engine::OfferOrder::kListed);
  program.stacking.units_used_once = stacking->Flag("units_used_once");
  ReadPhases(&*stacking, translator);
  if (auto rounding = programme->Object("rounding")) ReadRounding(&*rounding, &program);
}

}  // namespace tessera::cases
