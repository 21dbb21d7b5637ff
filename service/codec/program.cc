#include "tessera/codec/program.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "effect.h"
#include "enum.h"
#include "ledger_rules.h"
#include "offer.h"
#include "seconds.h"
#include "tessera/codec/card_formats.h"
#include "tessera/codec/insight_rules.h"
#include "till_rules.h"

namespace tessera::codec {
namespace {

Rounding RoundingFromProto(v1::Rounding rounding, const char* field, Faults* faults) {
  switch (rounding) {
    case v1::ROUNDING_UNSPECIFIED:
    case v1::ROUNDING_HALF_UP: return Rounding::kHalfUp;
    case v1::ROUNDING_HALF_DOWN: return Rounding::kHalfDown;
    case v1::ROUNDING_HALF_EVEN: return Rounding::kHalfEven;
    case v1::ROUNDING_DOWN: return Rounding::kDown;
    case v1::ROUNDING_UP: return Rounding::kUp;
    default: break;
  }
  faults->push_back({field, "ROUNDING_UNKNOWN",
                     "use HALF_UP, HALF_DOWN, HALF_EVEN, DOWN or UP"});
  return Rounding::kHalfUp;
}

template <typename Repeated>
std::vector<std::string> Strings(const Repeated& field) {
  return std::vector<std::string>(field.begin(), field.end());
}

engine::ProductSet SetFromProto(const v1::ProductSet& message, const std::string& field,
                                Faults* faults) {
  engine::ProductSet set;
  set.id = message.set_id();
  set.skus = Strings(message.skus());
  set.categories = Strings(message.categories());
  set.brands = Strings(message.brands());
  set.labels = Strings(message.labels());
  set.except_sets = Strings(message.except_sets());
  set.all_labels = Strings(message.all_labels());
  set.any_sets = Strings(message.any_sets());
  set.all_sets = Strings(message.all_sets());
  set.minimum_price = Money(message.minimum_price_minor());
  set.maximum_price = Money(message.maximum_price_minor());
  set.on_sale =
      EnumFromProto(message.on_sale(), engine::OnSale::kExcluded, field + ".on_sale", faults);
  return set;
}

engine::Restriction RestrictionFromProto(const v1::Restriction& message) {
  return {message.set_id(), message.no_discount(), message.no_earn(), message.no_spend(),
          Money(message.minimum_unit_price_minor())};
}

engine::Stacking StackingFromProto(const v1::Stacking& message, Faults* faults) {
  engine::Stacking stacking;
  for (int i = 0; i < message.phases_size(); ++i) {
    stacking.phases.push_back(
        {message.phases(i).phase_id(),
         EnumFromProto(message.phases(i).mode(), engine::StackingMode::kBestForCustomer,
                       absl::StrCat("stacking.phases[", i, "].mode"), faults)});
  }
  for (int i = 0; i < message.groups_size(); ++i) {
    stacking.groups.push_back(
        {message.groups(i).group_id(),
         EnumFromProto(message.groups(i).mode(), engine::GroupMode::kBest,
                       absl::StrCat("stacking.groups[", i, "].mode"), faults)});
  }
  stacking.order = EnumFromProto(message.order(), engine::OfferOrder::kCodesAsEntered,
                                 "stacking.order", faults);
  stacking.node_budget = message.node_budget();
  stacking.units_used_once = message.units_used_once();
  stacking.maximum_share = Share(message.maximum_share_milli());
  stacking.maximum = Money(message.maximum_minor());
  return stacking;
}

// kUnknown is Compile's business.
engine::TenderRule TenderFromProto(const v1::TenderRule& message) {
  engine::TenderRule rule;
  if (message.kind() == v1::TENDER_KIND_GIFT_CARD) rule.kind = engine::TenderKind::kGiftCard;
  if (message.kind() == v1::TENDER_KIND_WALLET) rule.kind = engine::TenderKind::kWallet;
  rule.maximum_share = Share(message.maximum_share_milli());
  rule.lowers_bases = message.lowers_bases();
  return rule;
}

engine::Redemption RedemptionFromProto(const v1::Redemption& message) {
  return {Points(message.points()),       Money(message.value_minor()),
          Points(message.minimum_points()), Points(message.step_points()),
          Share(message.maximum_share_milli()), Money(message.minimum_line_minor())};
}

}  // namespace

engine::Program ProgramFromProto(const v1::Program& message, Faults* faults) {
  engine::Program program;
  program.id = message.program_id();
  program.currency_code = message.currency_code();
  program.currency_digits = message.currency_digits();
  program.points_digits = message.points_digits();
  program.languages = Strings(message.languages());
  program.time_zone = message.time_zone();
  program.rounding = RoundingFromProto(message.rounding(), "rounding", faults);
  if (message.points_rounding() != v1::ROUNDING_UNSPECIFIED) {
    program.points_rounding =
        RoundingFromProto(message.points_rounding(), "points_rounding", faults);
  }
  program.rounding_place = EnumFromProto(
      message.rounding_place(), engine::RoundingPlace::kUnitPrice, "rounding_place", faults);
  program.spread =
      EnumFromProto(message.spread(), engine::Spread::kCarriedError, "spread", faults);
  for (int i = 0; i < message.sets_size(); ++i) {
    program.sets.push_back(SetFromProto(message.sets(i), absl::StrCat("sets[", i, "]"), faults));
  }
  for (const auto& restriction : message.restrictions()) {
    program.restrictions.push_back(RestrictionFromProto(restriction));
  }
  program.offers.reserve(static_cast<size_t>(message.offers_size()));
  for (int i = 0; i < message.offers_size(); ++i) {
    program.offers.push_back(
        OfferFromProto(message.offers(i), absl::StrCat("offers[", i, "]"), faults));
  }
  if (message.has_redemption()) program.redemption = RedemptionFromProto(message.redemption());
  program.points_life = PointsLifeFromProto(message.points_life(), "points_life", faults);
  LedgerRulesFromProto(message, &program, faults);
  program.card_formats = CardFormatsFromProto(message, faults);
  TillRulesFromProto(message, &program, faults);
  if (message.hold_seconds() != 0) {
    program.hold = SecondsFromProto(message.hold_seconds(), program.hold, "hold_seconds", faults);
  }
  program.stacking = StackingFromProto(message.stacking(), faults);
  for (const auto& store : message.stores()) {
    program.stores.push_back({store.store_id(), store.time_zone()});
  }
  program.not_goods_set_id = message.not_goods_set_id();
  program.codes_case_sensitive = message.codes_case_sensitive();
  program.earned_points_pay_at_once = message.earned_points_pay_at_once();
  for (const auto& tender : message.tenders()) program.tenders.push_back(TenderFromProto(tender));
  return program;
}

std::shared_ptr<const engine::CompiledProgram> CompileProto(const v1::Program& message,
                                                            int64_t version, Faults* faults) {
  faults->clear();
  Faults structural;
  engine::Program program = ProgramFromProto(message, &structural);
  CheckCardFormats(message, &structural);
  CheckInsightRules(message, &structural);
  auto compiled = engine::CompiledProgram::Compile(std::move(program), version, faults);
  faults->insert(faults->end(), structural.begin(), structural.end());
  return faults->empty() ? compiled : nullptr;
}

}  // namespace tessera::codec
