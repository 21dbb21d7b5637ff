// That the generator still makes everything: a property holds for nothing that never occurs.
#include <set>

#include "property.h"

namespace tessera::engine {
namespace {

struct Seen {
  std::set<size_t> effects;            // applied, by their place in Effect
  std::set<std::string> reasons;
  std::set<int> modes;                 // of phases in which an offer applied
  std::set<RedeemLimit> redeem_limits;
  std::set<std::string> refused_codes;
  bool gift = false, payment = false, stamps = false, coupons = false, negative_line = false;
};

void Note(const Instance& instance, const Evaluation& evaluation, Seen* seen) {
  const Program& program = instance.program->source();
  for (const OfferResult& result : evaluation.offers) {
    seen->reasons.insert(ReasonName(result.reason));
    if (result.outcome != Outcome::kApplied) continue;
    const Offer& offer = program.offers[result.offer];
    if (offer.effects.size() == 1) seen->effects.insert(offer.effects[0].index());
    for (const Phase& phase : program.stacking.phases) {
      if (phase.id == offer.phase_id) seen->modes.insert(static_cast<int>(phase.mode));
    }
  }
  seen->redeem_limits.insert(evaluation.redeem_limit);
  for (const RefusedCode& code : evaluation.refused_codes) {
    seen->refused_codes.insert(ReasonName(code.reason));
  }
  for (const Payment& payment : evaluation.payments) {
    seen->payment = seen->payment || !payment.amount.is_zero();
  }
  for (const LineResult& line : evaluation.lines) {
    seen->negative_line = seen->negative_line || line.gross.is_negative();
  }
  seen->gift = seen->gift || !evaluation.gifts.empty();
  seen->stamps = seen->stamps || !evaluation.stamps.empty();
  seen->coupons = seen->coupons || !evaluation.issued_coupons.empty();
}

BOOST_AUTO_TEST_CASE(the_generator_reaches_every_effect_reason_and_mode) {
  Seen seen;
  Holds(3'000, {}, [&](Instance& instance) { Note(instance, Sure(instance), &seen); });
  for (size_t effect = 1; effect < std::variant_size_v<Effect>; ++effect) {
    BOOST_TEST(seen.effects.count(effect) == 1U, "effect " << effect << " never applied");
  }
  for (int reason = 0; reason <= static_cast<int>(Reason::kReceiptCap); ++reason) {
    const std::string name = ReasonName(static_cast<Reason>(reason));
    // What becomes of a code before an offer is looked at is told by the code.
    const bool of_code = name.compare(0, 5, "CODE_") == 0;
    BOOST_TEST((of_code ? seen.refused_codes : seen.reasons).count(name) == 1U,
               "reason " << name << " never given");
  }
  BOOST_TEST(seen.modes.size() == 4U);
  BOOST_TEST(seen.redeem_limits.size() == 8U);
  BOOST_TEST((seen.gift && seen.payment && seen.stamps && seen.coupons && seen.negative_line));
}

}  // namespace
}  // namespace tessera::engine
