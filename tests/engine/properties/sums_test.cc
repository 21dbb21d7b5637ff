// Sums, floors and signs, for any program and any basket.
#include <algorithm>
#include <map>
#include <numeric>

#include "property.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

void CheckLines(const Instance& instance, const Evaluation& evaluation) {
  Evaluation sums;
  Points spent;
  RC_ASSERT(evaluation.lines.size() == instance.basket.lines.size());
  for (size_t i = 0; i < evaluation.lines.size(); ++i) {
    const LineResult& line = evaluation.lines[i];
    RC_ASSERT(line.line_no == instance.basket.lines[i].line_no);
    RC_ASSERT((line.gross - line.discount - line.redeemed == line.net));
    RC_ASSERT(!line.discount.is_negative());
    RC_ASSERT(!line.redeemed.is_negative());
    RC_ASSERT(!line.earned.is_negative());
    RC_ASSERT(!line.spent.is_negative());
    RC_ASSERT((line.redeemed <= line.redeemable));
    if (line.gross.is_negative()) {
      RC_ASSERT((line.net == line.gross));
      RC_ASSERT((line.earned.is_zero() && line.spent.is_zero()));
    } else {
      RC_ASSERT(!line.net.is_negative());
    }
    sums.gross += line.gross;
    sums.discount += line.discount;
    sums.redeemed += line.redeemed;
    sums.total += line.net;
    sums.earned += line.earned;
    spent += line.spent;
  }
  RC_ASSERT((sums.gross == evaluation.gross && sums.discount == evaluation.discount));
  RC_ASSERT((sums.redeemed == evaluation.redeemed && sums.total == evaluation.total));
  RC_ASSERT((sums.earned == evaluation.earned));
  // What choices cost that lowered no line stands in the total only.
  Points lost;
  for (const OfferResult& offer : evaluation.offers) {
    if (offer.discount.is_zero()) lost += offer.cost;
  }
  RC_ASSERT((spent + lost == evaluation.spent));
}

void CheckShares(const Instance& instance, const Evaluation& evaluation) {
  std::map<uint32_t, Money> discounts;
  std::map<uint32_t, Points> points;
  Points earned;
  for (const OfferResult& offer : evaluation.offers) {
    Money discount;
    Points given;
    uint32_t last = 0;
    for (const OfferShare& share : offer.shares) {
      RC_ASSERT(share.line_no > last);  // in the basket's order, each line once
      last = share.line_no;
      RC_ASSERT(!share.discount.is_negative());
      discounts[share.line_no] += share.discount;
      points[share.line_no] += share.points;
      discount += share.discount;
      given += share.points;
    }
    RC_ASSERT((discount == offer.discount && given == offer.points));
    RC_ASSERT((offer.reason == Reason::kNone) == (offer.outcome == Outcome::kApplied));
    if (offer.outcome != Outcome::kApplied) {
      RC_ASSERT((offer.discount.is_zero() && offer.points.is_zero() && offer.cost.is_zero()));
      RC_ASSERT((offer.times == 0 && offer.units == 0));
    }
    const bool lacks = !offer.missing_amount.is_zero() || !offer.missing_quantity.is_zero();
    RC_ASSERT(lacks == (offer.outcome == Outcome::kNearly));
    earned += offer.points;
  }
  RC_ASSERT((earned == evaluation.earned));
  for (const LineResult& line : evaluation.lines) {
    RC_ASSERT((discounts[line.line_no] == line.discount));
    RC_ASSERT((points[line.line_no] == line.earned));
  }
  for (const GiftLine& gift : evaluation.gifts) {
    RC_ASSERT(gift.quantity.value() > 0);
    RC_ASSERT(gift.offer < instance.program->source().offers.size());
  }
}

void CheckPayments(const Evaluation& evaluation) {
  Money paid;
  for (const Payment& payment : evaluation.payments) {
    RC_ASSERT((!payment.amount.is_negative() && !payment.balance.is_negative()));
    paid += payment.amount;
  }
  RC_ASSERT((paid + evaluation.due == evaluation.total));
  if (!evaluation.total.is_negative()) RC_ASSERT(!evaluation.due.is_negative());
}

void CheckAll(const Instance& instance, const Evaluation& evaluation) {
  CheckLines(instance, evaluation);
  CheckShares(instance, evaluation);
  CheckPayments(evaluation);
}

BOOST_AUTO_TEST_CASE(lines_shares_and_payments_sum_exactly_to_their_totals_and_nothing_is_negative) {
  Holds(Many(3'000), {}, [](Instance& instance) { CheckAll(instance, Sure(instance)); });
}

// What the line itself demands.
Money FloorOf(const Line& line, Money gross) {
  if (gross.is_negative()) return gross;
  const auto floor = MultiplyDivide(line.minimum_unit_price.value(), line.quantity.value(), 1000,
                                    Rounding::kUp);
  return std::min(Money(*floor), gross);
}

BOOST_AUTO_TEST_CASE(no_line_is_sold_below_its_floor_or_against_its_flags) {
  Holds(Many(2'000), {}, [](Instance& instance) {
    instance.basket.redeem = Sure(instance).max_redeem;
    const Evaluation evaluation = Sure(instance);
    for (size_t i = 0; i < evaluation.lines.size(); ++i) {
      const Line& line = instance.basket.lines[i];
      const LineResult& result = evaluation.lines[i];
      RC_ASSERT((result.net >= FloorOf(line, result.gross)));
      if (line.no_discount) RC_ASSERT((result.net == result.gross));
      if (line.no_spend) RC_ASSERT(result.redeemed.is_zero());
      if (line.no_earn) RC_ASSERT(result.earned.is_zero());
    }
  });
}

BOOST_AUTO_TEST_CASE(discounts_and_points_never_take_a_receipt_below_zero_nor_beyond_its_cap) {
  Holds(Many(2'000), {}, [](Instance& instance) {
    instance.basket.redeem = Sure(instance).max_redeem;
    const Evaluation evaluation = Sure(instance);
    const Stacking& stacking = instance.program->source().stacking;
    if (!evaluation.gross.is_negative()) {
      RC_ASSERT(!evaluation.total.is_negative());
      if (!stacking.maximum_share.is_zero()) {
        const auto most = MultiplyDivide(evaluation.gross.value(), stacking.maximum_share.value(),
                                         kWhole.value(), Rounding::kDown);
        RC_ASSERT(evaluation.discount.value() <= *most);
      }
    } else {
      RC_ASSERT((evaluation.discount.is_zero() && evaluation.redeemed.is_zero()));
    }
    if (!stacking.maximum.is_zero()) RC_ASSERT((evaluation.discount <= stacking.maximum));
  });
}

// The step that the program asks for, in whole minor units.
int64_t StepOf(const Redemption& redemption) {
  const int64_t exact =
      redemption.points.value() / std::gcd(redemption.points.value(), redemption.value.value());
  const int64_t step = std::max<int64_t>(redemption.step.value(), 1);
  return exact / std::gcd(exact, step) * step;
}

BOOST_AUTO_TEST_CASE(any_amount_of_points_in_steps_up_to_the_maximum_is_spent_exactly_others_are_refused) {
  Holds(Many(1'500), {}, [](Instance& instance) {
    instance.basket.choices.clear();  // they may cost points, too
    // Points of this sale may buy something only as long as no others are redeemed.
    instance.document.set_earned_points_pay_at_once(false);
    instance.Compile();
    const Evaluation plain = Sure(instance);
    const auto& redemption = instance.program->source().redemption;
    const int64_t most = plain.max_redeem.value();
    const auto refused = [&](int64_t points) {
      instance.basket.redeem = Points(points);
      return ReasonOf(Evaluated(instance).status()) == "REDEEM_LIMIT";
    };
    RC_ASSERT(refused(most + 1));
    Money redeemable;
    for (const LineResult& line : plain.lines) redeemable += line.redeemable;
    if (!redemption) return RC_ASSERT(most == 0);
    const int64_t step = StepOf(*redemption);
    RC_ASSERT(most % step == 0);
    RC_ASSERT((most == 0 || most >= redemption->minimum.value()));
    RC_ASSERT(most <= std::max<int64_t>(instance.member.spendable.value(), 0));
    RC_ASSERT(redeemable.value() * redemption->points.value() >= most * redemption->value.value());
    for (int64_t points = 1; points <= most; points += 1 + most / 13) {
      const bool fits = points % step == 0 && points >= redemption->minimum.value();
      if (!fits) {
        RC_ASSERT(refused(points));
        continue;
      }
      instance.basket.redeem = Points(points);
      const Evaluation spent = Sure(instance);
      CheckAll(instance, spent);
      RC_ASSERT((spent.discount == plain.discount));
      RC_ASSERT(spent.redeemed.value() * redemption->points.value() ==
                points * redemption->value.value());
      Points costs;
      for (const OfferResult& offer : spent.offers) costs += offer.cost;
      RC_ASSERT((spent.spent == Points(points) + costs));
    }
  });
}

}  // namespace
}  // namespace tessera::engine
