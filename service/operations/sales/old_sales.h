// Sales from before purchases and uses of offers were counted, see storage::Uncounted.
#ifndef TESSERA_OPERATIONS_SALES_OLD_SALES_H_
#define TESSERA_OPERATIONS_SALES_OLD_SALES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// Which offers such a sale's receipt showed, which nobody kept: as its program sees the basket again, for
// the member's present tier and tags. Empty where that gives other figures than were booked, or where
// the program is not known: then nobody can tell. Nothing else that a receipt shows, coupons' codes
// neither: none of it was booked then. `member` may be null, and so may `program`.
absl::StatusOr<v1::ShownReceipt> ReceiptOfOld(const v1::Sale& document,
                                              const engine::CompiledProgram* program,
                                              const storage::Member* member, Instant at);

// Counts one such sale, less what refunds up to `last_refund_no` took back, which were not counted
// either: money, the visit and points on its day, money for ever (visits and points for ever are known
// without), and uses of offers. Returns whose it was; nullopt for a sale without a card. Writes nothing
// unless it returns OK. FAILED_PRECONDITION / AMOUNT_OVERFLOW, SALE_UNREADABLE.
absl::StatusOr<std::optional<MemberId>> CountOldSale(const Context& context,
                                                     storage::Transaction& transaction,
                                                     const engine::CompiledProgram& live,
                                                     const storage::Sale& sale,
                                                     int64_t last_refund_no);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_OLD_SALES_H_
