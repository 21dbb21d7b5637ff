// What the customer was shown, against what the service makes of the same basket.
#ifndef TESSERA_OPERATIONS_SALES_SHOWN_H_
#define TESSERA_OPERATIONS_SALES_SHOWN_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/evaluation.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// The sale as shown, over the gross amounts of `own`: lines and totals, no offers. One shown line per
// basket line, in any order; none at all for a sale without a program. INVALID_ARGUMENT /
// SHOWN_INVALID with field "shown..." or "shown_receipt..." where it is not sane in itself: a line
// missing, twice or unknown, a negative amount, more off than it costs, sums beyond int64, points
// without a card, payments beyond the total.
absl::StatusOr<engine::Evaluation> ShownEvaluation(const v1::Sale& sale,
                                                   const engine::Evaluation& own);

// Whether both give every line the same amounts and points. Lines are in the same order.
bool SameFigures(const engine::Evaluation& shown, const engine::Evaluation& own);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_SHOWN_H_
