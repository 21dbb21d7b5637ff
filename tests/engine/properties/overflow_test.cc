// Amounts as large as can be written down.
#include "property.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

__extension__ using Wide = __int128;

// Some prices, quantities and points at the edge of what is allowed, or one beyond.
void Inflate(Instance* instance) {
  generate::Choices choices(instance->recipe.basket);
  for (v1::Line& line : *instance->message.mutable_lines()) {
    if (choices.OneIn(2)) line.set_unit_price_minor(1'000'000'000'000 - choices.Upto(2));
    if (choices.OneIn(2)) line.set_quantity_milli(1'000'000'000 - choices.Upto(1'500));
    if (choices.OneIn(4)) line.set_minimum_unit_price_minor(1'000'000'000'000);
  }
  for (v1::Offer& offer : *instance->document.mutable_offers()) {
    for (v1::Effect& effect : *offer.mutable_effects()) {
      if (effect.has_earn_per_money() && choices.OneIn(2)) {
        effect.mutable_earn_per_money()->set_per_amount_minor(1);
        effect.mutable_earn_per_money()->set_points(1'000'000'000'000'000);
      }
      if (effect.has_earn_per_unit()) effect.mutable_earn_per_unit()->set_points(1'000'000'000'000);
      if (effect.has_earn_multiplier()) {
        effect.mutable_earn_multiplier()->set_factor_milli(100'000'000);
      }
      if (effect.has_amount_off() && choices.OneIn(2) && effect.amount_off().steps_size() == 0) {
        effect.mutable_amount_off()->set_amount_minor(1'000'000'000'000'000);
      }
      if (effect.has_points_price()) effect.mutable_points_price()->set_points(1'000'000'000'000);
    }
    if (offer.trigger().has_choice() && choices.OneIn(2)) {
      offer.mutable_trigger()->mutable_choice()->set_cost_points(1'000'000'000'000'000);
    }
  }
  for (v1::Choice& choice : *instance->message.mutable_choices()) choice.set_times(1'000);
  instance->member.spendable = Points(INT64_MAX - choices.Upto(1));
  for (TenderBalance& tender : instance->member.tenders) tender.balance = Money(INT64_MAX);
}

struct Sums {
  Wide gross = 0, discount = 0, redeemed = 0, net = 0, earned = 0;
};

Sums SumsOf(const Evaluation& evaluation) {
  Sums sums;
  for (const LineResult& line : evaluation.lines) {
    sums.gross += line.gross.value();
    sums.discount += line.discount.value();
    sums.redeemed += line.redeemed.value();
    sums.net += line.net.value();
    sums.earned += line.earned.value();
  }
  return sums;
}

// Whether the magnitudes of the lines sum to more than int64 holds.
bool BeyondCounting(const v1::Basket& basket) {
  Wide sum = 0;
  for (const v1::Line& line : basket.lines()) {
    const Wide price = line.unit_price_minor() < 0 ? -line.unit_price_minor() : line.unit_price_minor();
    sum += (price * line.quantity_milli() + 999) / 1000;
  }
  return sum > INT64_MAX;
}

BOOST_AUTO_TEST_CASE(the_largest_amounts_are_evaluated_exactly_or_refused) {
  Holds(Many(5'000), {8, 12}, [](Instance& instance) {
    Inflate(&instance);
    instance.Compile();
    instance.DecodeBasket();
    const absl::StatusOr<Evaluation> evaluation = Evaluated(instance);
    const bool beyond = BeyondCounting(instance.message);
    if (!evaluation.ok()) {
      RC_ASSERT(ReasonOf(evaluation.status()) == "AMOUNT_OVERFLOW");
      return;
    }
    RC_ASSERT(!beyond);
    const Sums sums = SumsOf(*evaluation);
    RC_ASSERT((sums.gross == evaluation->gross.value() && sums.net == evaluation->total.value()));
    RC_ASSERT((sums.discount == evaluation->discount.value()));
    RC_ASSERT((sums.earned == evaluation->earned.value()));
    for (size_t i = 0; i < evaluation->lines.size(); ++i) {
      const v1::Line& line = instance.message.lines(static_cast<int>(i));
      const Wide exact = static_cast<Wide>(line.unit_price_minor()) * line.quantity_milli();
      const Wide error = exact - static_cast<Wide>(evaluation->lines[i].gross.value()) * 1000;
      RC_ASSERT((error < 1000 && error > -1000));
    }
    instance.basket.redeem = evaluation->max_redeem;
    const absl::StatusOr<Evaluation> spent = Evaluated(instance);
    if (!spent.ok()) {
      RC_ASSERT(ReasonOf(spent.status()) == "AMOUNT_OVERFLOW");
      return;
    }
    RC_ASSERT(SumsOf(*spent).redeemed == spent->redeemed.value());
    RC_ASSERT((spent->gross - spent->discount - spent->redeemed == spent->total));
  });
}

}  // namespace
}  // namespace tessera::engine
