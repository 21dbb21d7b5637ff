// What the search is told can be had at most, against all that can be had, at every step on the way.
#include "ceiling.h"

#include <algorithm>
#include <random>

#include "any_choices.h"
#include "engine_sample.h"

namespace tessera::engine {
namespace {

// Goes through all combinations of one phase's offers.
class Walk {
 public:
  Walk(const CompiledProgram& program, const MemberView& member, const Basket& basket, Instant now)
      : ceilings_(&run_) {
    run_.program = &program.internals();
    run_.member = &member;
    run_.evaluation = &evaluation_;
    run_.situation.Reset(program.internals(), member, basket, now);
    run_.state.Reset(basket, program.internals());
    run_.group_taken.assign(program.internals().groups.size(), 0);
    run_.state.standing().points = member.spendable;
    BOOST_REQUIRE(FindCandidates(&run_).ok());
    run_.candidates.resize(run_.first_later);
    for (const Candidate& candidate : run_.candidates) {
      OfferResult result;
      std::vector<GiftLine> gifts;
      int64_t times = 0;
      const CompiledOffer& offer = run_.program->offers[candidate.number];
      if (CheckAllowed(candidate, true, &run_) != Reason::kNone) continue;
      if (CheckConditions(*run_.program, offer, run_.state, &result, &times) != Reason::kNone) continue;
      members_.push_back(candidate);
      offers_.push_back(ceilings_.Add(candidate));
    }
    for (uint32_t i = 0; i < run_.state.lines().size(); ++i) lines_.push_back(i);
  }

  // What the offers from `depth` on can give at most. Each is left out where `allowed` says so.
  Worth BestFrom(size_t depth, const std::vector<char>& allowed) {
    if (depth == members_.size()) return 0;
    int64_t work = 0;
    const Worth most =
        ceilings_.MostOf(absl::MakeConstSpan(offers_).subspan(depth),
                         absl::MakeConstSpan(allowed).subspan(depth), lines_, &work);
    Worth best = BestFrom(depth + 1, allowed);
    if (allowed[depth] != 0) best = std::max(best, BestWith(depth, allowed));
    ++steps_;
    BOOST_REQUIRE(most >= best);
    exact_ += most - best < 100 ? 1 : 0;
    return best;
  }

  size_t offers() const { return members_.size(); }
  int64_t steps() const { return steps_; }
  int64_t exact() const { return exact_; }  // steps at which hardly more was said

 private:
  Worth BestWith(size_t depth, const std::vector<char>& allowed) {
    const uint32_t group = run_.program->offers[members_[depth].number].group;
    if (group != kUnnumbered && run_.group_taken[group] != 0) return 0;
    const Standing before = run_.state.standing();
    OfferResult result;
    std::vector<GiftLine> gifts;
    if (ApplyOffer(members_[depth], {false, false, true}, &run_, &result, &gifts) != Reason::kNone) {
      run_.state.standing() = before;
      return 0;
    }
    if (group != kUnnumbered) run_.group_taken[group] = 1;
    const Worth here = Worth{result.discount.value()} + WorthOf(gifts, 0).value();
    const Worth best = here + BestFrom(depth + 1, allowed);
    if (group != kUnnumbered) run_.group_taken[group] = 0;
    run_.state.standing() = before;
    return best;
  }

  Run run_;
  Evaluation evaluation_;
  Ceilings ceilings_;
  std::vector<Candidate> members_;
  std::vector<uint32_t> offers_;
  std::vector<uint32_t> lines_;
  int64_t steps_ = 0;
  int64_t exact_ = 0;
};

void CheckAllAndSome(Chance& chance, Walk* walk) {
  std::vector<char> allowed(walk->offers(), 1);
  walk->BestFrom(0, allowed);
  for (char& some : allowed) some = chance.OneIn(3) ? 0 : 1;
  walk->BestFrom(0, allowed);
}

BOOST_AUTO_TEST_CASE(no_choice_among_offers_of_any_kind_gives_more_than_was_said) {
  const uint64_t seed = std::random_device()();
  Chance chance(seed);
  for (int round = 0; round < 2000; ++round) {
    BOOST_TEST_CONTEXT("seed " << seed << " round " << round) {
      const Program source = AnyProgram(chance, 2 + chance.Upto(4));
      const Basket basket = AnyBasket(chance, source);
      const auto program = Compiled(source);
      const MemberView member = MemberOf("silver", chance.Upto(250));
      Walk walk(*program, member, basket, kNow);
      CheckAllAndSome(chance, &walk);
    }
  }
}

// What an amount leaves is lowered by the percentage before the amount comes off again.
BOOST_AUTO_TEST_CASE(effects_of_an_offer_that_is_chosen_twice_take_turns) {
  Program source = EmptyProgram();
  Offer offer = OfferOf("a", Off(627));
  offer.effects.push_back(Percent(63'518));
  offer.trigger = ChoiceTrigger{};
  source.offers = {offer};
  Basket basket = BasketOf({LineOf(1, 530, 3000)});
  basket.choices = {{"a", 2}};
  const auto program = Compiled(source);
  const MemberView member = MemberOf("silver");
  Walk walk(*program, member, basket, kNow);
  BOOST_TEST(static_cast<int64_t>(walk.BestFrom(0, {1})) == 1590);
}

// In which a sum falls on dearer goods for what a unit that is counted elsewhere costs less.
BOOST_AUTO_TEST_CASE(what_one_line_lacks_may_be_lacking_on_another_after_a_sum_is_shared_out) {
  const bench::Riddle riddle = bench::MakeRiddle(362, true, 12);
  const MemberView member = bench::AnyMember();
  Walk walk(*riddle.program, member, riddle.basket, bench::kAnyTime);
  walk.BestFrom(0, std::vector<char>(walk.offers(), 1));
}

// Twelve offers for overlapping goods.
void CheckRiddles(bool hard, int64_t exact_percent) {
  const uint64_t seed = std::random_device()();
  Chance chance(seed);
  int64_t steps = 0;
  int64_t exact = 0;
  for (uint64_t round = 0; round < 12; ++round) {
    BOOST_TEST_CONTEXT("seed " << seed << " round " << round) {
      const bench::Riddle riddle = bench::MakeRiddle(seed + round, hard, 12);
      const MemberView member = bench::AnyMember();
      Walk walk(*riddle.program, member, riddle.basket, bench::kAnyTime);
      CheckAllAndSome(chance, &walk);
      steps += walk.steps();
      exact += walk.exact();
    }
  }
  BOOST_TEST(exact * 100 >= steps * exact_percent);
}

BOOST_AUTO_TEST_CASE(nor_in_a_riddle_of_which_hardly_more_is_said) { CheckRiddles(false, 20); }

BOOST_AUTO_TEST_CASE(nor_in_one_with_thresholds_budgets_bundles_and_counted_units) {
  CheckRiddles(true, 0);
}

// The riddles of which the measured ones are larger.
BOOST_AUTO_TEST_CASE(the_best_of_a_riddle_is_found_whole) {
  const uint64_t seed = std::random_device()();
  for (uint64_t round = 0; round < 24; ++round) {
    BOOST_TEST_CONTEXT("seed " << seed << " round " << round) {
      const bench::Riddle riddle = bench::MakeRiddle(seed + round, round % 2 == 0, 12);
      const MemberView member = bench::AnyMember();
      const auto found = Evaluate(*riddle.program, member, riddle.basket, bench::kAnyTime);
      BOOST_REQUIRE(found.ok());
      BOOST_TEST(!found->search_cut_short);
      Walk walk(*riddle.program, member, riddle.basket, bench::kAnyTime);
      const Worth best = walk.BestFrom(0, std::vector<char>(walk.offers(), 1));
      BOOST_TEST(found->discount.value() == static_cast<int64_t>(best));
    }
  }
}

}  // namespace
}  // namespace tessera::engine
