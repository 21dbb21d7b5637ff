// Whether an offer holds for this member, here, now, and for this basket.
#ifndef TESSERA_ENGINE_CONDITIONS_H_
#define TESSERA_ENGINE_CONDITIONS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "basket_state.h"
#include "compiled.h"
#include "local_time.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

// Member, store and time in the program's own terms, resolved once per evaluation.
class Situation {
 public:
  // All outlive the use of this.
  void Reset(const CompiledProgram::Internals& program, const MemberView& member,
             const Basket& basket, Instant now);

  const MemberView& member() const { return *member_; }
  bool member_present() const { return member_->present; }
  Instant now() const { return now_; }
  uint32_t tier() const { return tier_; }
  uint32_t store() const { return store_; }
  const std::vector<uint32_t>& tags() const { return tags_; }
  const std::vector<uint32_t>& segments() const { return segments_; }
  // Of the store's time zone; looked up when first asked for.
  const LocalTime& local();
  const absl::TimeZone& zone() const;
  // What was used of an offer before, by its position in the source; null if nothing is known.
  const OfferUse* UseOf(uint32_t source) const;

 private:
  const CompiledProgram::Internals* program_ = nullptr;
  const MemberView* member_ = nullptr;
  const Basket* basket_ = nullptr;
  Instant now_;
  uint32_t tier_ = kUnnumbered;
  uint32_t store_ = kUnnumbered;
  std::vector<uint32_t> tags_;      // sorted
  std::vector<uint32_t> segments_;  // sorted
  std::vector<std::pair<uint32_t, const OfferUse*>> uses_;  // sorted by position
  std::optional<LocalTime> local_;
};

// kNone, or why the offer is not for here and now: NOT_STARTED, ENDED, OUTSIDE_HOURS, AUDIENCE, or
// MEMBER_REQUIRED where nobody showed a card and a card may help. An offer that only gives points is
// never for a sale without a member: there is nobody to give them to.
Reason CheckEligible(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                     Situation* situation);

// kNone if all conditions hold. Otherwise that of the first that does not: kMinimumAmount or
// kMinimumQuantity, with what is missing put into `result`, or kPaymentMethod. What points paid
// counts for thresholds as if it had been paid. `times`: as BundlesThere.
Reason CheckConditions(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                       const BasketState& state, OfferResult* result, int64_t* times);

// How often the quantities of all the conditions are there, where the offer repeats with them; at
// least 1.
int64_t BundlesThere(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                     const BasketState& state);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_CONDITIONS_H_
