// The best combination against all combinations, tried one by one.
#include <algorithm>

#include "property.h"

namespace tessera::engine {
namespace {

// Money off, and gifts at their list prices: what the search maximises.
Money WorthOf(const Evaluation& evaluation) {
  Money worth = evaluation.discount;
  for (const GiftLine& gift : evaluation.gifts) {
    worth += Money(gift.list_price.value() * (gift.quantity.value() / 1000));
  }
  return worth;
}

// One phase, everything set off by a code or a choice, so that a basket says which offers are tried.
void PutInOnePhase(v1::StackingMode mode, Instance* instance) {
  v1::Program& document = instance->document;
  document.mutable_stacking()->clear_phases();
  v1::Phase* phase = document.mutable_stacking()->add_phases();
  phase->set_phase_id("phase0");
  phase->set_mode(mode);
  document.mutable_stacking()->clear_groups();
  document.mutable_stacking()->clear_node_budget();
  document.set_earned_points_pay_at_once(false);
  instance->message.clear_coupon_codes();
  instance->message.clear_choices();
  for (int i = 0; i < document.offers_size(); ++i) {
    v1::Offer& offer = *document.mutable_offers(i);
    offer.clear_phase_id();
    offer.set_exclusive(false);
    offer.set_inactive(false);
    if (offer.trigger().has_choice()) {
      v1::Choice* choice = instance->message.add_choices();
      choice->set_offer_id(offer.offer_id());
      choice->set_times(1 + i % 2);
      continue;
    }
    v1::CouponTrigger* coupon = offer.mutable_trigger()->mutable_coupon();
    coupon->clear_batch_id();
    coupon->clear_codes();
    coupon->add_codes(generate::CodeOf(i));
    instance->message.add_coupon_codes(generate::CodeOf(i));
  }
}

// The same basket with some of its codes and choices: bit i of `chosen` for the i-th.
Basket Some(const Basket& all, uint32_t chosen) {
  Basket some = all;
  some.coupon_codes.clear();
  some.choices.clear();
  uint32_t bit = 0;
  for (const std::string& code : all.coupon_codes) {
    if ((chosen >> bit++ & 1U) != 0) some.coupon_codes.push_back(code);
  }
  for (const Choice& choice : all.choices) {
    if ((chosen >> bit++ & 1U) != 0) some.choices.push_back(choice);
  }
  return some;
}

// The most that any subset gives, applied in the program's order. COMPOUND applies what it can of a
// subset, the first of each group; that is a subset, too.
Money BestOfAll(const Instance& instance) {
  Evaluator evaluator;
  Evaluation evaluation;
  Money best;
  const size_t triggers = instance.basket.coupon_codes.size() + instance.basket.choices.size();
  for (uint32_t chosen = 1; chosen < uint32_t{1} << triggers; ++chosen) {
    const Basket basket = Some(instance.basket, chosen);
    const absl::Status status = evaluator.Evaluate(*instance.program, instance.member, basket,
                                                   generate::kNow, &evaluation);
    if (!status.ok()) RC_FAIL(status.ToString());
    best = std::max(best, WorthOf(evaluation));
  }
  return best;
}

Money Compounded(Instance instance) {
  PutInOnePhase(v1::STACKING_MODE_COMPOUND, &instance);
  instance.Compile();
  instance.DecodeBasket();
  return BestOfAll(instance);
}

void CheckAgainstAll(Instance& instance) {
  const Money best = Compounded(instance);
  PutInOnePhase(v1::STACKING_MODE_BEST_FOR_CUSTOMER, &instance);
  instance.Compile();
  instance.DecodeBasket();
  const Evaluation found = Sure(instance);
  RC_ASSERT(WorthOf(found).value() == best.value());
  RC_ASSERT(!found.search_cut_short);
}

BOOST_AUTO_TEST_CASE(best_for_customer_equals_all_combinations_tried_one_by_one) {
  Holds(Many(10'000), {5, 4}, CheckAgainstAll);
}

BOOST_AUTO_TEST_CASE(best_for_customer_equals_all_combinations_of_more_offers_too) {
  Holds(Many(400), {13, 4}, CheckAgainstAll);
}

// In their order, groups and conditions as they come.
Money GreedyOf(Instance instance) {
  for (v1::Phase& phase : *instance.document.mutable_stacking()->mutable_phases()) {
    phase.set_mode(v1::STACKING_MODE_COMPOUND);
  }
  instance.document.mutable_stacking()->clear_groups();
  instance.Compile();
  return WorthOf(Sure(instance));
}

void PutEverythingInTheSearch(int32_t node_budget, Instance* instance) {
  v1::Stacking* stacking = instance->document.mutable_stacking();
  stacking->clear_phases();
  v1::Phase* phase = stacking->add_phases();
  phase->set_phase_id("phase0");
  phase->set_mode(v1::STACKING_MODE_BEST_FOR_CUSTOMER);
  stacking->set_node_budget(node_budget);
  instance->document.set_earned_points_pay_at_once(false);
  for (v1::Offer& offer : *instance->document.mutable_offers()) offer.clear_phase_id();
}

BOOST_AUTO_TEST_CASE(best_for_customer_is_never_worse_than_the_offers_in_order_whatever_its_budget) {
  Holds(Many(1'000), {14, 6}, [](Instance& instance) {
    for (const int32_t budget : {1, 7, 100}) {
      PutEverythingInTheSearch(budget, &instance);
      instance.Compile();
      RC_ASSERT((WorthOf(Sure(instance)) >= GreedyOf(instance)));
    }
  });
}

BOOST_AUTO_TEST_CASE(a_search_says_that_it_was_cut_short_only_if_it_ran_out_of_nodes) {
  Holds(Many(500), {8, 5}, [](Instance& instance) {
    PutEverythingInTheSearch(3, &instance);
    instance.Compile();
    const Evaluation hasty = Sure(instance);
    PutEverythingInTheSearch(1'000'000, &instance);
    instance.Compile();
    const Evaluation whole = Sure(instance);
    RC_ASSERT(!whole.search_cut_short);
    if (!hasty.search_cut_short) RC_ASSERT((WorthOf(hasty) == WorthOf(whole)));
    RC_ASSERT((WorthOf(hasty) <= WorthOf(whole)));
  });
}

// The law: with the new offer left out, every combination is what it was before; so the best cannot
// become worse. It holds for limits and caps, too, as the search tries what they do.
void CheckOneMore(bool exclusive, Instance& instance) {
  PutEverythingInTheSearch(1'000'000, &instance);
  if (instance.document.offers_size() == 0) return;
  v1::Offer* last = instance.document.mutable_offers(instance.document.offers_size() - 1);
  last->clear_trigger();
  last->set_exclusive(exclusive && generate::LowersPrices(*last));
  if (!exclusive) {
    for (v1::Offer& offer : *instance.document.mutable_offers()) offer.set_exclusive(false);
  }
  instance.message.clear_choices();
  instance.message.clear_coupon_codes();
  instance.DecodeBasket();
  instance.Compile();
  const Evaluation with = Sure(instance);
  last->set_inactive(true);
  instance.Compile();
  const Evaluation without = Sure(instance);
  RC_ASSERT((WorthOf(with) >= WorthOf(without)));
}

BOOST_AUTO_TEST_CASE(another_automatic_offer_never_makes_best_for_customer_worse) {
  Holds(Many(2'000), {8, 6}, [](Instance& instance) { CheckOneMore(false, instance); });
}

BOOST_AUTO_TEST_CASE(another_exclusive_offer_never_makes_best_for_customer_worse) {
  Holds(Many(2'000), {8, 6}, [](Instance& instance) { CheckOneMore(true, instance); });
}

}  // namespace
}  // namespace tessera::engine
