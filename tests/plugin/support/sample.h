// A small program, its members and goods.
#ifndef TESSERA_PLUGIN_FAKES_SAMPLE_H_
#define TESSERA_PLUGIN_FAKES_SAMPLE_H_

#include <string>

#include "tessera/engine/basket.h"

namespace tessera::fakes {

inline constexpr char kProgram[] = R"(
program_id: test
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
offers:
  - offer_id: everyone-minus-10
    name: {by_language: {en: "Ten roubles off"}}
    audience: {everyone: true}
    conditions: [{minimum_amount_minor: 20000}]
    effects: [{amount_off: {amount_minor: 1000}}]
  - offer_id: member-5
    name: {by_language: {en: "Member's five"}}
    effects: [{percent_off: {percent_milli: 5000}}]
  - offer_id: earn
    name: {by_language: {en: "Points"}}
    effects: [{earn_per_money: {per_amount_minor: 10000, points: 10}}]
redemption: {points: 1, value_minor: 100, minimum_points: 1, maximum_share_milli: 50000}
offline: {maximum_snapshot_age_seconds: 3600, balance_share_milli: 50000,
          maximum_points_per_sale: 60, maximum_points_per_member: 100}
card_formats:
  - {kind: IDENTIFIER_KIND_CARD, prefix: "2977", length: 13}
)";

inline engine::Line LineOf(uint32_t line_no, int64_t quantity_milli, int64_t unit_price_minor) {
  engine::Line line;
  line.line_no = line_no;
  line.sku = "sku-" + std::to_string(line_no);
  line.quantity = Quantity(quantity_milli);
  line.unit_price = Money(unit_price_minor);
  return line;
}

}  // namespace tessera::fakes

#endif  // TESSERA_PLUGIN_FAKES_SAMPLE_H_
