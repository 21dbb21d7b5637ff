// An offer while what it gives besides lower prices is found.
#ifndef TESSERA_ENGINE_EARNING_GIVING_H_
#define TESSERA_ENGINE_EARNING_GIVING_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "run.h"

namespace tessera::engine {

// How often effects apply that do not count money or goods by themselves.
struct Repeats {
  int64_t bundles = 1;          // of the conditions' goods, where the offer repeats with them
  int64_t chosen = 1;           // by cashier or customer
  int64_t limit = kUnlimited;   // per receipt

  int64_t All() const { return bundles <= limit / chosen ? bundles * chosen : limit; }
};

struct Giving {
  Run& run;
  const CompiledOffer& offer;
  Repeats repeats;
  // Of the effect that was asked last, if it gave nothing for want of it.
  Money missing_amount;
  Quantity missing_quantity;

  Award& award() const { return run.earning.award; }
};

// Adds what one effect gives to the award. kNone if that is anything. AMOUNT_OVERFLOW if it is more
// than can be.
absl::StatusOr<Reason> GivePoints(const CompiledEffect& effect, Giving* giving);
absl::StatusOr<Reason> GiveExtras(const CompiledEffect& effect, Giving* giving);

// The effect's goods; those that are on sale left out where the offer says so. Holds until the next
// call.
absl::Span<const uint32_t> GoodsOf(const CompiledEffect& effect, const Giving& giving);

// What all effects of the offer that lower no prices give now, into the run's award; within the
// offer's budget of points. kNone if that is anything; otherwise why not, with what is missing put
// into `result`. `with_points`: false where another offer stopped earning.
absl::StatusOr<Reason> FindAward(const CompiledOffer& offer, const Repeats& repeats,
                                 bool with_points, Run* run, OfferResult* result);

// Makes the award part of the evaluation and of the offer's result. Stamps and coupons beyond what a
// receipt may give are cut.
void RecordAward(Run* run, OfferResult* result);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EARNING_GIVING_H_
