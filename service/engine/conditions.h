// Whether an offer holds for this member, here, now, and for this basket.
#ifndef TESSERA_ENGINE_CONDITIONS_H_
#define TESSERA_ENGINE_CONDITIONS_H_

#include <cstdint>
#include <vector>

#include "basket_state.h"
#include "compiled.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

// Member and store in the program's own numbers, resolved once per evaluation.
struct Situation {
  bool member_present = false;
  uint32_t tier = kUnnumbered;
  std::vector<uint32_t> tags;  // sorted
  uint32_t store = kUnnumbered;
  Instant now;
};

Situation Resolve(const CompiledProgram::Internals& program, const MemberView& member,
                  const Basket& basket, Instant now);

// kNone, kNotStarted, kEnded or kAudience. An offer that gives points is never for a sale without
// a member: there is nobody to give them to.
Reason CheckEligible(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                     const Situation& situation);

// kNone if all conditions hold. Otherwise those of the first that does not: kMinimumAmount or
// kMinimumQuantity, with what is missing put into `result`.
Reason CheckConditions(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                       const BasketState& state, OfferResult* result);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_CONDITIONS_H_
