#include "any_program.h"

namespace tessera::generate {
namespace {

// Each value or not.
template <size_t kSize, typename Add>
void Some(Choices& choices, const char* const (&values)[kSize], Add add) {
  for (const char* value : values) {
    if (*value != '\0' && choices.OneIn(3)) add(value);
  }
}

v1::ProductSet AnyProductSet(Choices choices, int number) {
  v1::ProductSet set;
  set.set_set_id("set" + std::to_string(number));
  switch (choices.Upto(4)) {
    case 0: set.add_categories("food"); break;
    case 1: Some(choices, kSkus, [&](const char* sku) { set.add_skus(sku); }); break;
    case 2: Some(choices, kBrands, [&](const char* brand) { set.add_brands(brand); }); break;
    case 3: Some(choices, kLabels, [&](const char* label) { set.add_labels(label); }); break;
    default: Some(choices, kCategories, [&](const char* path) { set.add_categories(path); });
  }
  if (choices.OneIn(8)) set.add_all_labels("eco");
  if (choices.OneIn(6)) set.set_minimum_price_minor(choices.Between(1, 10'000));
  if (choices.OneIn(6)) {
    set.set_maximum_price_minor(set.minimum_price_minor() + choices.Between(1, 20'000));
  }
  if (choices.OneIn(6)) set.set_on_sale(static_cast<v1::OnSale>(choices.Upto(2)));
  if (number == 0) return set;
  // Only of sets before it: no circles.
  const auto earlier = [&] { return "set" + std::to_string(choices.Upto(number - 1)); };
  if (choices.OneIn(4)) set.add_except_sets(earlier());
  if (choices.OneIn(5)) set.add_any_sets(earlier());
  if (choices.OneIn(6)) set.add_all_sets(earlier());
  return set;
}

v1::Restriction AnyRestriction(Choices choices, int sets) {
  v1::Restriction restriction;
  restriction.set_set_id("set" + std::to_string(choices.Upto(sets - 1)));
  restriction.set_no_discount(choices.OneIn(4));
  restriction.set_no_earn(choices.OneIn(3));
  restriction.set_no_spend(choices.OneIn(3));
  restriction.set_minimum_unit_price_minor(choices.Between(1, 15'000));
  return restriction;
}

void AddTier(const char* id, const char* name, v1::Program* program) {
  v1::Tier* tier = program->add_tiers();
  tier->set_tier_id(id);
  (*tier->mutable_name()->mutable_by_language())["en"] = name;
}

void ChooseStacking(Choices& choices, v1::Stacking* stacking) {
  const int phases = static_cast<int>(choices.Upto(3));
  for (int i = 0; i < phases; ++i) {
    v1::Phase* phase = stacking->add_phases();
    phase->set_phase_id("phase" + std::to_string(i));
    phase->set_mode(static_cast<v1::StackingMode>(choices.Upto(4)));
  }
  for (int i = 0; i < 2; ++i) {
    if (!choices.OneIn(2)) continue;
    v1::OfferGroup* group = stacking->add_groups();
    group->set_group_id("group" + std::to_string(i));
    group->set_mode(static_cast<v1::GroupMode>(choices.Upto(2)));
  }
  stacking->set_order(static_cast<v1::OfferOrder>(choices.Upto(3)));
  if (choices.OneIn(4)) stacking->set_node_budget(static_cast<int32_t>(choices.Between(1, 40)));
  stacking->set_units_used_once(choices.OneIn(4));
  if (choices.OneIn(6)) stacking->set_maximum_share_milli(choices.Between(1, 100'000));
  if (choices.OneIn(6)) stacking->set_maximum_minor(choices.Between(1, 20'000));
}

void ChooseRedemption(Choices& choices, v1::Redemption* redemption) {
  redemption->set_points(choices.Between(1, 5));
  redemption->set_value_minor(choices.Between(1, 200));
  redemption->set_minimum_points(choices.Upto(20));
  redemption->set_step_points(choices.Upto(4));
  redemption->set_maximum_share_milli(100'000 - choices.Upto(99'999));
  redemption->set_minimum_line_minor(choices.Upto(2));
}

void ChooseTenders(Choices& choices, v1::Program* program) {
  const bool swapped = choices.OneIn(2);
  for (int i = 0; i < 2; ++i) {
    v1::TenderRule* rule = program->add_tenders();
    rule->set_kind((i == 1) == swapped ? v1::TENDER_KIND_GIFT_CARD : v1::TENDER_KIND_WALLET);
    if (choices.OneIn(3)) rule->set_maximum_share_milli(choices.Between(1, 100'000));
  }
}

}  // namespace

std::string AnySet(Choices& choices, int sets) {
  const int64_t set = choices.Upto(sets);
  return set == 0 ? "" : "set" + std::to_string(set - 1);
}

v1::Program AnyProgram(const Recipe& recipe) {
  Choices choices(recipe.settings);
  v1::Program program;
  program.set_program_id("any");
  program.set_currency_code("RUB");
  program.set_currency_digits(2);
  program.add_languages("en");
  program.add_languages("ru");
  program.set_time_zone("Europe/Moscow");
  AddTier("silver", "Silver", &program);
  AddTier("gold", "Gold", &program);
  program.set_rounding(static_cast<v1::Rounding>(choices.Upto(5)));
  program.set_rounding_place(static_cast<v1::RoundingPlace>(choices.Upto(3)));
  program.set_spread(static_cast<v1::Spread>(choices.Upto(4)));
  program.set_points_digits(static_cast<int32_t>(choices.Upto(2)));
  ChooseStacking(choices, program.mutable_stacking());
  if (!choices.OneIn(5)) ChooseRedemption(choices, program.mutable_redemption());
  ChooseTenders(choices, &program);
  program.set_codes_case_sensitive(choices.OneIn(3));
  program.set_earned_points_pay_at_once(choices.OneIn(4));
  v1::Store* store = program.add_stores();
  store->set_store_id("store-1");
  if (choices.OneIn(2)) store->set_time_zone("Asia/Omsk");
  const int sets = static_cast<int>(recipe.sets.size());
  for (int i = 0; i < sets; ++i) *program.add_sets() = AnyProductSet(Choices(recipe.sets[i]), i);
  if (sets > 0) {
    for (const Script& script : recipe.restrictions) {
      *program.add_restrictions() = AnyRestriction(Choices(script), sets);
    }
    if (choices.OneIn(5)) program.set_not_goods_set_id(AnySet(choices, sets));
  }
  for (int i = 0; i < static_cast<int>(recipe.offers.size()); ++i) {
    *program.add_offers() =
        AnyOffer(Choices(recipe.offers[i]), i, sets, program.stacking().phases_size());
    const bool waits = program.offers(i).points_life().activation_days() != 0;
    if (waits) program.set_earned_points_pay_at_once(false);
  }
  return program;
}

}  // namespace tessera::generate
