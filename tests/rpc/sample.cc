#include "sample.h"

namespace tessera::tests {

const char kProgramYaml[] = R"(
program_id: test
currency_code: RUB
currency_digits: 2
points_digits: 0
languages: [en]
time_zone: Europe/Moscow
rounding: HALF_UP
offers:
  - offer_id: ten
    name: {en: Ten percent}
    effects: [{percent_off: {percent_milli: 10000}}]
  - offer_id: points
    name: {en: Points}
    effects: [{earn_per_money: {per_amount_minor: 1000, points: 1}}]
redemption:
  points: 1
  value_minor: 100
  maximum_share_milli: 100000
)";

v1::QuoteRequest MakeQuote(const std::string& sale_id, const std::string& card) {
  v1::QuoteRequest request;
  request.set_sale_id(sale_id);
  request.set_store_id("1");
  v1::Identifier* identifier = request.mutable_member()->mutable_identifier();
  identifier->set_kind(v1::IDENTIFIER_KIND_CARD);
  identifier->set_value(card);
  request.mutable_basket()->set_currency_code("RUB");
  v1::Line* line = request.mutable_basket()->add_lines();
  line->set_line_no(1);
  line->set_sku("milk");
  line->set_quantity_milli(2'000);
  line->set_unit_price_minor(10'000);
  return request;
}

v1::CommitRequest MakeCommit(const v1::QuoteRequest& request, const v1::QuoteResponse& quote) {
  v1::CommitRequest commit;
  commit.set_difference_policy(v1::DIFFERENCE_POLICY_REFUSE);
  v1::Sale* sale = commit.mutable_sale();
  sale->set_sale_id(request.sale_id());
  sale->set_store_id("1");
  sale->set_terminal_id("1");
  sale->set_program_version(quote.evaluation().program_version());
  *sale->mutable_member() = request.member();
  *sale->mutable_basket() = request.basket();
  sale->set_quoted_at_us(quote.quoted_at_us());
  for (const v1::LineResult& line : quote.evaluation().lines()) {
    v1::ShownLine* shown = sale->add_shown();
    shown->set_line_no(line.line_no());
    shown->set_discount_minor(line.discount_minor());
    shown->set_redeemed_minor(line.redeemed_minor());
    shown->set_earned_points(line.earned_points());
    shown->set_spent_points(line.spent_points());
  }
  return commit;
}

}  // namespace tessera::tests
