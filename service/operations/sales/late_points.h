// Points for a sale whose till, being alone, could not know the member's card, or no program.
#ifndef TESSERA_OPERATIONS_SALES_LATE_POINTS_H_
#define TESSERA_OPERATIONS_SALES_LATE_POINTS_H_

#include "absl/status/status.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// True for a sale whose points the customer was promised for later, without a figure: quoted offline
// for a card that the till could not look up, or without any program.
bool PromisedLater(const v1::Sale& sale);

// Raises the points of each line of `shown` to what `program` gives this member for what was paid.
// Nothing that was shown is taken away, and no price changes. `basket` is the sale's.
absl::Status CreditLate(const engine::CompiledProgram& program, const engine::MemberView& member,
                        engine::Basket basket, Instant quoted_at, engine::Evaluation* shown);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_LATE_POINTS_H_
