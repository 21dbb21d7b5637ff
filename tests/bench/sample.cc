#include "sample.h"

#include <string>

#include "absl/strings/str_format.h"

namespace tessera::bench {
namespace {

constexpr int kCategories = 10;  // of the basket
constexpr int kSets = 50;        // of the program, a category each

std::string CategoryOf(int number) { return absl::StrFormat("goods/c%d", number); }
std::string SetOf(int number) { return absl::StrFormat("set-%d", number % kSets); }

void FillReceiptOffer(int number, v1::Offer& offer) {
  if (number == 0) {
    v1::EarnPerMoney& effect = *offer.add_effects()->mutable_earn_per_money();
    effect.set_per_amount_minor(10'000);
    effect.set_points(1);
    return;
  }
  offer.add_effects()->mutable_amount_off()->set_amount_minor(500);
  offer.add_conditions()->set_minimum_amount_minor(100'000 * number);
}

void FillGoodsOffer(int number, v1::Offer& offer) {
  v1::Effect& effect = *offer.add_effects();
  const std::string set = SetOf(number);
  switch (number % 6) {
    case 0:
      effect.mutable_percent_off()->mutable_goods()->set_set_id(set);
      effect.mutable_percent_off()->set_percent_milli(1'000 + 500 * (number % 7));
      break;
    case 1:
      effect.mutable_amount_off()->mutable_goods()->set_set_id(set);
      effect.mutable_amount_off()->set_amount_minor(300);
      break;
    case 2:
      effect.mutable_earn_per_money()->set_set_id(set);
      effect.mutable_earn_per_money()->set_per_amount_minor(5'000);
      effect.mutable_earn_per_money()->set_points(1);
      break;
    case 3:
      effect.mutable_fixed_price()->mutable_goods()->set_set_id(set);
      effect.mutable_fixed_price()->mutable_goods()->set_maximum_units(2);
      effect.mutable_fixed_price()->set_unit_price_minor(3'900);
      break;
    case 4:
      effect.mutable_buy_get()->set_buy_set_id(set);
      effect.mutable_buy_get()->set_buy_units(2);
      effect.mutable_buy_get()->set_get_set_id(set);
      effect.mutable_buy_get()->set_get_units(1);
      effect.mutable_buy_get()->set_percent_milli(50'000);
      break;
    default: {
      v1::BundlePart& part = *effect.mutable_bundle_price()->add_parts();
      part.set_set_id(set);
      part.set_units(3);
      effect.mutable_bundle_price()->set_price_minor(9'900);
    }
  }
}

}  // namespace

v1::Program MakeProgram(int offers) {
  v1::Program program;
  program.set_program_id("bench");
  program.set_currency_code("RUB");
  program.set_currency_digits(2);
  program.add_languages("en");
  program.set_time_zone("Europe/Moscow");
  program.set_rounding(v1::ROUNDING_HALF_UP);
  for (int i = 0; i < kSets; ++i) {
    v1::ProductSet& set = *program.add_sets();
    set.set_set_id(SetOf(i));
    set.add_categories(CategoryOf(i));
  }
  for (int i = 0; i < offers; ++i) {
    v1::Offer& offer = *program.add_offers();
    offer.set_offer_id(absl::StrFormat("offer-%d", i));
    (*offer.mutable_name()->mutable_by_language())["en"] = absl::StrFormat("Offer %d", i);
    offer.set_priority(1'000 - i);
    i < 4 ? FillReceiptOffer(i, offer) : FillGoodsOffer(i, offer);
  }
  v1::Redemption& redemption = *program.mutable_redemption();
  redemption.set_points(1);
  redemption.set_value_minor(100);
  redemption.set_maximum_share_milli(50'000);
  program.mutable_offline()->set_maximum_snapshot_age_seconds(86'400);
  program.mutable_offline()->set_balance_share_milli(50'000);
  program.mutable_offline()->set_maximum_points_per_sale(1'000);
  program.mutable_offline()->set_maximum_points_per_member(10'000);
  v1::CardFormat& format = *program.add_card_formats();
  format.set_kind(v1::IDENTIFIER_KIND_CARD);
  format.set_prefix("2977");
  format.set_length(13);
  return program;
}

v1::Basket MakeBasket(int lines) {
  v1::Basket basket;
  basket.set_currency_code("RUB");
  for (int i = 0; i < lines; ++i) {
    v1::Line& line = *basket.add_lines();
    line.set_line_no(static_cast<uint32_t>(i + 1));
    line.set_sku(absl::StrFormat("46000000%05d", i));
    line.set_name(absl::StrFormat("Goods number %d", i));
    line.set_category(CategoryOf(i % kCategories));
    line.set_brand("Brand");
    line.set_quantity_milli(i % 5 == 4 ? 1'250 : 1'000 * (1 + i % 3));
    line.set_unit_price_minor(4'000 + 997 * (i % 32));
  }
  return basket;
}

}  // namespace tessera::bench
