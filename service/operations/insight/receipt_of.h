// What is counted of one sale and one refund.
#ifndef TESSERA_OPERATIONS_INSIGHT_RECEIPT_OF_H_
#define TESSERA_OPERATIONS_INSIGHT_RECEIPT_OF_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/operations/insight/portion.h"

namespace tessera::operations {

// What goods cost when they are counted; asks for each once.
class Costs {
 public:
  // `transaction` outlives it.
  explicit Costs(storage::ReadTransaction& transaction) : transaction_(transaction) {}
  // Of one piece, or of 1.000 of what is weighed; nullopt where nobody said.
  absl::StatusOr<std::optional<Money>> Of(const std::string& sku);

 private:
  storage::ReadTransaction& transaction_;
  std::map<std::string, std::optional<Money>> costs_;
};

// Days are those of `live`, of the time by which rules were asked. The tier is the one that the rules
// saw; of a sale of before that was kept, the member's present one. Adds what offers did to `offers`.
// FAILED_PRECONDITION / SALE_UNREADABLE.
absl::StatusOr<CountedReceipt> ReceiptOfSale(storage::ReadTransaction& transaction,
                                             const engine::CompiledProgram& live,
                                             const storage::Sale& sale, Costs& costs,
                                             std::vector<storage::OfferDay>& offers);

// On the day of its booking. FAILED_PRECONDITION / REFUND_UNREADABLE, SALE_UNREADABLE.
absl::StatusOr<CountedReceipt> ReceiptOfRefund(storage::ReadTransaction& transaction,
                                               const engine::CompiledProgram& live,
                                               const storage::Refund& refund);
absl::StatusOr<CountedReceipt> ReceiptOfRefund(const engine::CompiledProgram& live,
                                               const storage::RefundWithoutSale& refund);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_RECEIPT_OF_H_
