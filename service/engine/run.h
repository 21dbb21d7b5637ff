// One evaluation under way: what its steps share. All vectors keep their memory between evaluations.
#ifndef TESSERA_ENGINE_RUN_H_
#define TESSERA_ENGINE_RUN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "basket_state.h"
#include "conditions.h"
#include "earning/earning.h"
#include "effects/applying.h"

namespace tessera::engine {

// An offer that is looked at: automatic and touched by the basket, or set off by a code or a choice.
struct Candidate {
  uint32_t number = 0;  // in Internals::offers
  int64_t times = 1;    // how often it was chosen
  uint32_t code = kUnnumbered;  // position in Basket::coupon_codes
};

struct Run {
  const CompiledProgram::Internals* program = nullptr;
  const MemberView* member = nullptr;
  Evaluation* evaluation = nullptr;
  BasketState state;
  Situation situation;
  Workspace work;

  std::vector<Candidate> candidates;  // in the order of application
  size_t first_later = 0;             // of those that lower no prices
  std::vector<uint32_t> numbers;
  std::vector<char> group_taken;
  std::vector<uint32_t> taken_groups;  // what to put back in group_taken
  bool exclusive_taken = false;
  Earning earning;
  Standing before_offer;               // where an offer may be undone
  std::vector<std::vector<OfferShare>> spare_shares;  // memory of earlier evaluations' results
};

// The offers to look at, into run->candidates; codes that set nothing off, into the evaluation.
// INVALID_ARGUMENT / CHOICE_UNKNOWN with field "choices[i].offer_id".
absl::Status FindCandidates(Run* run);

// How an offer is reckoned within its phase.
struct Manner {
  bool on_original = false;
  bool check_groups = true;
  bool check_conditions = true;
};

// Applies the offer to the state and fills `result` (offer, reason, outcome, amounts). The offer's
// gifts are added to the evaluation only if `gifts` is its vector. kNone if it gave something.
Reason ApplyOffer(const Candidate& candidate, Manner manner, Run* run, OfferResult* result,
                  std::vector<GiftLine>* gifts);
// A result that says nothing yet but which offer it is of, and which code set it off.
OfferResult ResultFor(const Candidate& candidate, const Run& run);
// The same into `result`, whose memory is kept.
void ResetResult(const Candidate& candidate, const Run& run, OfferResult* result);
// Empties the result's shares and makes room for so many, in memory of earlier ones if there is any.
void ReuseShares(size_t count, Run* run, OfferResult* result);
// The same, rejected: for the reason given, if it may be tried at all.
OfferResult RejectedFor(const Candidate& candidate, Reason reason, Run* run);
// Whether it may be tried at all: window, audience, limits, groups and exclusiveness.
Reason CheckAllowed(const Candidate& candidate, bool check_groups, Run* run);
void TakeGroup(const CompiledOffer& offer, Run* run);
void FreeGroups(Run* run);
void SetOutcome(OfferResult* result);

// All that lowers prices, phase by phase, into the evaluation.
void ApplyDiscounts(Run* run);
// The best combination of run->candidates [begin, end), all of one phase. False, and nothing is done
// but to say that the search was cut short, if the budget is too small even to begin.
bool ApplyBestForCustomer(size_t begin, size_t end, Run* run);
// What an offer's gifts are worth at list prices, from position `first` on.
Money WorthOf(const std::vector<GiftLine>& gifts, size_t first);

// Points, stamps, coupons and messages: of the offers that lowered prices and of the others, in one
// walk by falling priority. AMOUNT_OVERFLOW if they do not fit.
absl::Status ApplyLater(Run* run);

// Gift cards and the wallet: those that lower bases, before all offers; the others, at the end.
// INVALID_ARGUMENT / TENDER_NOT_TAKEN with field "tenders[i].kind".
absl::Status CheckTendersTaken(const Basket& basket, const Program& program);
void CoverByTenders(Run* run);
void ApplyTenders(Run* run);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_RUN_H_
