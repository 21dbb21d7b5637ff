#include "sample.h"

#include <string>

#include "absl/strings/str_format.h"

namespace tessera::bench {
namespace {

constexpr int kCategories = 10;

std::string CategoryOf(int number) { return absl::StrFormat("goods/c%d", number % kCategories); }
std::string SetOf(int number) { return absl::StrFormat("set-%d", number % kCategories); }

void FillEffect(int number, v1::Offer& offer) {
  switch (number % 4) {
    case 0: {
      v1::PercentOff& effect = *offer.add_effects()->mutable_percent_off();
      effect.mutable_goods()->set_set_id(SetOf(number));
      effect.set_percent_milli(1'000 + 500 * (number % 7));
      break;
    }
    case 1:
      offer.add_effects()->mutable_amount_off()->set_amount_minor(500);
      offer.add_conditions()->set_minimum_amount_minor(100'000 + 10'000 * number);
      break;
    case 2: {
      v1::EarnPerMoney& effect = *offer.add_effects()->mutable_earn_per_money();
      effect.set_set_id(SetOf(number));
      effect.set_per_amount_minor(5'000);
      effect.set_points(1);
      break;
    }
    default: {
      v1::EarnPerMoney& effect = *offer.add_effects()->mutable_earn_per_money();
      effect.set_per_amount_minor(10'000);
      effect.set_points(1);
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
  for (int i = 0; i < kCategories; ++i) {
    v1::ProductSet& set = *program.add_sets();
    set.set_set_id(SetOf(i));
    set.add_categories(CategoryOf(i));
  }
  for (int i = 0; i < offers; ++i) {
    v1::Offer& offer = *program.add_offers();
    offer.set_offer_id(absl::StrFormat("offer-%d", i));
    (*offer.mutable_name()->mutable_by_language())["en"] = absl::StrFormat("Offer %d", i);
    offer.set_priority(1'000 - i);
    FillEffect(i, offer);
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
    line.set_category(CategoryOf(i));
    line.set_brand("Brand");
    line.set_quantity_milli(i % 5 == 4 ? 1'250 : 1'000);
    line.set_unit_price_minor(4'000 + 997 * (i % 32));
  }
  return basket;
}

}  // namespace tessera::bench
