// What a return takes back of what a sale gave: the inverse of spreading.
#ifndef TESSERA_ENGINE_RETURNS_H_
#define TESSERA_ENGINE_RETURNS_H_

#include "absl/status/statusor.h"
#include "tessera/base/number.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

// What a return of part of a line gives back to the customer (money, points spent) and takes back
// (points earned).
struct ReturnedPart {
  Money paid;      // of LineResult::net
  Money redeemed;  // of LineResult::redeemed, to be given back as points
  Points earned;
  Points spent;

  bool operator==(const ReturnedPart&) const = default;
};

// The part of `line` that belongs to the quantity (before, before + now] of the `sold`. Whatever the
// steps and their order, the parts of a line that is returned whole sum exactly to the line; each
// amount lies within one unit of its exact share, and nobody gets back more than what was paid.
// INVALID_ARGUMENT / QUANTITY_INVALID if the quantities are not positive or exceed what was sold.
absl::StatusOr<ReturnedPart> ReturnPart(const LineResult& line, Quantity sold, Quantity before,
                                        Quantity now);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_RETURNS_H_
