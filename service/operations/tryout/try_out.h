// A program tried on the receipts of a period. Takes many transactions, one per slice of sales, so that no
// reader stays long: what is booked meanwhile is left out.
#ifndef TESSERA_OPERATIONS_TRYOUT_TRY_OUT_H_
#define TESSERA_OPERATIONS_TRYOUT_TRY_OUT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/tryout/read_receipt.h"
#include "tessera/storage/transaction.h"
#include "tessera/tryout/try_out.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

class TryOutRun {
 public:
  // INVALID_ARGUMENT / PROGRAM_SOURCE_MISSING, PROGRAM_INVALID, DATE_INVALID, TOO_MANY_ITEMS,
  // EXAMPLES_INVALID, RECEIPTS_INVALID, STORE_UNKNOWN, SEGMENT_UNKNOWN; NOT_FOUND / DRAFT_UNKNOWN,
  // PROGRAM_UNKNOWN. Compiles: not for the writer.
  static absl::StatusOr<std::unique_ptr<TryOutRun>> Begin(const Context& context,
                                                          storage::ReadTransaction& transaction,
                                                          const v1::TryOutProgramRequest& request);

  // Rates the next slice, of less than a tenth of a second; false when there is none left.
  absl::StatusOr<bool> Step(const Context& context, storage::ReadTransaction& transaction);

  v1::TryOutProgress progress() const;

  // Once, at the end.
  absl::StatusOr<v1::TryOutReport> Finish(const Context& context,
                                          storage::ReadTransaction& transaction);

 private:
  struct Range {
    int64_t behind = 0;       // the sale before the first
    int64_t last_in_time = 0; // of those that were booked within the period
    int64_t last = 0;         // of those that came in late, too
    bool is_cut = false;      // what came in even later is left out
  };
  TryOutRun(Programs::Program tried, Programs::Program against, Range range,
            std::unique_ptr<ReceiptReader> reader, const Context& context,
            const v1::TryOutProgramRequest& request);
  static absl::StatusOr<Range> FindRange(storage::ReadTransaction& transaction,
                                         const DayRange& days);
  static absl::StatusOr<Programs::Program> FindAgainst(const Context& context,
                                                       storage::ReadTransaction& transaction,
                                                       const v1::TryOutProgramRequest& request);
  bool IsChosen(int64_t sale_no) const;

  const Programs::Program program_;
  const Range range_;
  const Instant started_at_;
  const int64_t most_receipts_;
  const bool is_part_;  // not all receipts of the period are rated
  const std::string language_;
  const std::unique_ptr<ReceiptReader> reader_;
  tryout::TryOut try_out_;
  int64_t behind_;  // the sale that was looked at last
  int64_t forgotten_ = 0;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_TRYOUT_TRY_OUT_H_
