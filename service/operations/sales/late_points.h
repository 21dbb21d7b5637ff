// Points for a sale whose till, being alone, could not know the member's card, or no program.
#ifndef TESSERA_OPERATIONS_SALES_LATE_POINTS_H_
#define TESSERA_OPERATIONS_SALES_LATE_POINTS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// True for a sale whose points the customer was promised for later, without a figure: quoted offline
// for a card that the till could not look up, or without any program.
bool PromisedLater(const v1::Sale& sale);

// Whether both take the same off each line. Lines are in the same order.
bool SamePrices(const engine::Evaluation& shown, const engine::Evaluation& own);

// What `program` gives this member for the prices that were paid, where they are not its own: as if
// these were the list prices. A line whose price divides evenly keeps its quantity, any other is one
// piece. `basket` is the sale's. Empty where it is no basket of this program: another
// currency, a choice or a means of payment that it does not have.
absl::StatusOr<engine::Evaluation> DueAsPaid(const engine::CompiledProgram& program,
                                             const engine::MemberView& member,
                                             engine::Basket basket, Instant quoted_at,
                                             const engine::Evaluation& shown);

// Raises the points of each line of `shown` to those of `due`, an evaluation of the same lines or an
// empty one, and lets `receipt` name the offers that give them, so that they are counted. Nothing
// that was shown is taken away, and no price changes.
absl::Status CreditLate(const engine::CompiledProgram& program, const engine::Evaluation& due,
                        engine::Evaluation* shown, v1::ShownReceipt* receipt);

// Whether both are the same but for points and for offers that gave nothing else.
bool SameBesidesPoints(v1::ShownReceipt shown, v1::ShownReceipt own);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_LATE_POINTS_H_
