#ifndef TESSERA_OPERATIONS_BULK_IMPORT_ROW_H_
#define TESSERA_OPERATIONS_BULK_IMPORT_ROW_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tessera/operations/bulk/rows_seen.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::operations {

using ImportRows = absl::Span<const v1::ImportRow* const>;

struct RowOutcome {
  int64_t row_no = 0;
  absl::StatusOr<Imported> imported = Imported::kUnchanged;  // a refusal, or what became of it
};

// What the rows of a message make of members, as far as that goes before they meet the store.
class PreparedRows {
 public:
  // By the program in force for all, null where there is none. Takes about ten microseconds a row; on any
  // thread. Rows of other kinds than members have nothing to prepare.
  PreparedRows(const Context& context, Programs::Program live, ImportRows rows);

  // Of rows [begin, end): who they add if nobody of them is there, without those that are refused.
  absl::Span<const storage::NewMember> MembersOf(size_t begin, size_t end) const;
  // Why row `i` is refused whatever the store has; OK where it is not.
  const absl::Status& RefusalOf(size_t i) const { return refusals_[i]; }
  // They are prepared by what is in force still.
  bool IsBy(const Programs::Program& live) const { return is_prepared_ && program_ == live; }
  // Members, ready to be added at once.
  bool is_prepared() const { return is_prepared_; }

 private:
  const Programs::Program program_;
  bool is_prepared_ = false;
  std::vector<storage::NewMember> members_;
  std::vector<size_t> members_before_;  // row i
  std::vector<absl::Status> refusals_;
};

// Rows of one import, in their order, each alone: one that is refused leaves nothing. `prepared` is of
// `rows` and those around them, which begin at its `first`. `seen` of the whole import, where it is a
// trial; null otherwise. The store's errors, for all of them.
absl::StatusOr<std::vector<RowOutcome>> ImportPortion(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::ImportOptions& options,
                                                      ImportRows rows, const PreparedRows& prepared,
                                                      size_t first, RowsSeen* seen);

// INVALID_ARGUMENT / OPTIONS_MISSING, IMPORT_KIND_INVALID, ID_INVALID, TEXT_TOO_LONG.
absl::Status CheckImportOptions(const v1::ImportRequest& first);
// INVALID_ARGUMENT / TOO_MANY_ITEMS, ROW_NO_INVALID, ROW_KIND_WRONG. `last_row_no` of the rows before.
absl::Status CheckImportRows(const v1::ImportOptions& options, const v1::ImportRequest& request,
                             int64_t last_row_no);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_BULK_IMPORT_ROW_H_
