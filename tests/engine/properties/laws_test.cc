// What may be changed without changing the answer, or only for the better.
#include <algorithm>
#include <random>

#include "property.h"

namespace tessera::engine {
namespace {

template <typename Repeated>
void Shuffle(Repeated* field, std::mt19937_64& random) {
  for (int i = field->size() - 1; i > 0; --i) {
    field->SwapElements(i, static_cast<int>(random() % static_cast<uint64_t>(i + 1)));
  }
}

void RaisePrioritiesApart(v1::Program* program) {
  for (int i = 0; i < program->offers_size(); ++i) {
    v1::Offer* offer = program->mutable_offers(i);
    offer->set_priority(offer->priority() * 100 + i);
  }
}

BOOST_AUTO_TEST_CASE(where_priorities_differ_the_order_of_offers_sets_restrictions_and_groups_changes_nothing) {
  Holds(Many(2'000), {10, 6}, [](Instance& instance) {
    RaisePrioritiesApart(&instance.document);
    instance.Compile();
    const std::string before = Bytes(*instance.program, Sure(instance));
    std::mt19937_64 random(instance.recipe.settings.empty() ? 0 : instance.recipe.settings[0]);
    Shuffle(instance.document.mutable_offers(), random);
    Shuffle(instance.document.mutable_sets(), random);
    Shuffle(instance.document.mutable_restrictions(), random);
    Shuffle(instance.document.mutable_stacking()->mutable_groups(), random);
    instance.Compile();
    RC_ASSERT(Bytes(*instance.program, Sure(instance)) == before);
  });
}

// Whom an audience takes in only for being a member of some kind.
bool ForSome(const v1::Offer& offer) { return !offer.audience().everyone(); }

void KeepOnePhase(v1::StackingMode mode, Instance* instance) {
  v1::Stacking* stacking = instance->document.mutable_stacking();
  stacking->clear_phases();
  v1::Phase* phase = stacking->add_phases();
  phase->set_phase_id("phase0");
  phase->set_mode(mode);
  stacking->set_node_budget(1'000'000);
  instance->document.set_earned_points_pay_at_once(false);
  for (v1::Offer& offer : *instance->document.mutable_offers()) offer.clear_phase_id();
}

// What the customer pays, with gifts counted at their list prices.
Money Cost(const Evaluation& evaluation) {
  Money cost = evaluation.total;
  for (const GiftLine& gift : evaluation.gifts) {
    cost -= Money(gift.list_price.value() * (gift.quantity.value() / 1000));
  }
  return cost;
}

// A member of nothing: no tier, tags, segments, points or history.
MemberView Plain(const MemberView& member) {
  MemberView plain;
  plain.present = true;
  plain.uses = member.uses;
  plain.coupons = member.coupons;
  plain.tenders = member.tenders;
  return plain;
}

// The law: a tier, a tag, a segment or points more never take an offer away from a member, so where
// every offer that may apply is one that the search may leave alone (one phase, BEST_FOR_CUSTOMER or
// BEST_ONLY), the member with benefits never pays more. It is no law for COMPOUND and ON_ORIGINAL:
// an offer for members may take the receipt below a later one's threshold, take its group, or be
// exclusive; that is what the marketer wrote down. Nor does it hold for an offer that sells for points
// and gives something else besides: whoever pays points for a unit does not get it cheaper twice.
BOOST_AUTO_TEST_CASE(a_member_with_benefits_never_pays_more_than_one_without_where_the_best_is_chosen) {
  Holds(Many(2'000), {9, 6}, [](Instance& instance) {
    const bool search = instance.recipe.lines.size() % 2 == 0;
    KeepOnePhase(search ? v1::STACKING_MODE_BEST_FOR_CUSTOMER : v1::STACKING_MODE_BEST_ONLY,
                 &instance);
    if (!search) {
      for (v1::Offer& offer : *instance.document.mutable_offers()) offer.set_exclusive(false);
    }
    for (v1::Offer& offer : *instance.document.mutable_offers()) {
      for (const v1::Effect& effect : offer.effects()) {
        if (effect.has_points_price() && offer.effects_size() > 1) offer.set_inactive(true);
      }
      if (offer.inactive() && offer.trigger().has_choice()) offer.clear_trigger();
    }
    instance.message.clear_choices();
    instance.DecodeBasket();
    instance.Compile();
    instance.member.present = true;
    const Evaluation with = Sure(instance);
    const MemberView member = instance.member;
    instance.member = Plain(member);
    RC_ASSERT((Cost(with) <= Cost(Sure(instance))));
    instance.member = Plain(member);
    instance.member.present = false;
    RC_ASSERT((Cost(with) <= Cost(Sure(instance))));
  });
}

// In COMPOUND the law holds where offers for members cannot spoil others: they come last, in no
// group, none is exclusive, and no cap is shared.
BOOST_AUTO_TEST_CASE(in_compound_a_member_with_benefits_never_pays_more_where_offers_for_members_come_last) {
  Holds(Many(2'000), {9, 6}, [](Instance& instance) {
    KeepOnePhase(v1::STACKING_MODE_COMPOUND, &instance);
    for (v1::Offer& offer : *instance.document.mutable_offers()) {
      offer.clear_exclusive_group();
      offer.set_exclusive(false);
      if (ForSome(offer)) offer.set_priority(-1);
      offer.mutable_limits()->Clear();
    }
    instance.document.mutable_stacking()->set_order(v1::OFFER_ORDER_ID);
    instance.message.clear_choices();
    instance.DecodeBasket();
    // A price in points for everyone asks for a member.
    for (v1::Offer& offer : *instance.document.mutable_offers()) {
      for (const v1::Effect& effect : offer.effects()) {
        if (effect.has_points_price()) offer.set_inactive(true);
      }
    }
    instance.Compile();
    instance.member.present = true;
    const Money with = Cost(Sure(instance));
    const std::vector<CouponState> coupons = instance.member.coupons;
    instance.member = MemberView();
    instance.member.coupons = coupons;
    RC_ASSERT((with <= Cost(Sure(instance))));
  });
}

BOOST_AUTO_TEST_CASE(an_evaluator_that_is_used_again_answers_as_a_new_one) {
  Evaluator used;
  Evaluation answer;
  Holds(Many(2'000), {10, 8}, [&](Instance& instance) {
    const absl::StatusOr<Evaluation> fresh = Evaluated(instance);
    for (int i = 0; i < 2; ++i) {
      const absl::Status status = used.Evaluate(*instance.program, instance.member,
                                                instance.basket, generate::kNow, &answer);
      RC_ASSERT(status == fresh.status());
      if (status.ok()) {
        RC_ASSERT(Bytes(*instance.program, answer) == Bytes(*instance.program, *fresh));
      }
    }
  });
}

// Where nothing is decided by where a line stands: percentages are rounded once on the sum, and every
// line can bear its share. Units in an order, floors and caps are cut by line, and ties go to the
// earlier one.
BOOST_AUTO_TEST_CASE(the_order_of_lines_changes_no_total_where_offers_look_at_whole_lines_without_floors) {
  Holds(Many(1'500), {6, 7}, [](Instance& instance) {
    v1::Program& document = instance.document;
    document.set_rounding_place(v1::ROUNDING_PLACE_RECEIPT);
    document.clear_restrictions();
    document.clear_sets();
    document.clear_not_goods_set_id();
    if (document.has_redemption()) document.mutable_redemption()->set_minimum_line_minor(0);
    for (int i = 0; i < document.offers_size(); ++i) {
      v1::Offer* offer = document.mutable_offers(i);
      offer->clear_conditions();
      offer->clear_effects();
      offer->clear_repeat();
      offer->clear_exclude_on_sale();
      offer->mutable_limits()->clear_units_per_member();
      offer->mutable_limits()->clear_budget_points();
      offer->add_effects()->mutable_percent_off()->set_percent_milli(1'000 * (i + 3));
    }
    for (v1::Line& line : *instance.message.mutable_lines()) {
      line.clear_minimum_unit_price_minor();
      line.clear_no_discount();
      line.clear_no_earn();
      line.clear_no_spend();
      line.set_unit_price_minor(std::abs(line.unit_price_minor()));
    }
    instance.Compile();
    instance.DecodeBasket();
    const Evaluation before = Sure(instance);
    std::reverse(instance.basket.lines.begin(), instance.basket.lines.end());
    const Evaluation after = Sure(instance);
    RC_ASSERT((before.total == after.total && before.gross == after.gross));
    RC_ASSERT((before.earned == after.earned && before.max_redeem == after.max_redeem));
  });
}

BOOST_AUTO_TEST_CASE(a_program_that_went_through_its_bytes_gives_the_same_answer_to_the_byte) {
  Holds(Many(1'000), {10, 8}, [](Instance& instance) {
    const std::string before = Bytes(*instance.program, Sure(instance));
    v1::Program copy;
    RC_ASSERT(copy.ParseFromString(instance.document.SerializeAsString()));
    RC_ASSERT(copy.SerializeAsString() == instance.document.SerializeAsString());
    instance.document = copy;
    v1::Basket basket;
    RC_ASSERT(basket.ParseFromString(instance.message.SerializeAsString()));
    instance.message = basket;
    instance.Compile();
    instance.DecodeBasket();
    RC_ASSERT(Bytes(*instance.program, Sure(instance)) == before);
  });
}

}  // namespace
}  // namespace tessera::engine
