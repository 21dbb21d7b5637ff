// Columns of receipts and members as the store has them.
#ifndef TESSERA_OPERATIONS_INSIGHT_COLUMNS_H_
#define TESSERA_OPERATIONS_INSIGHT_COLUMNS_H_

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/insight/columns.h"
#include "tessera/storage/insight_tables.h"

namespace tessera::operations {

// Outlived by `tables`.
class StoredReceipts final : public insight::ReceiptSource {
 public:
  explicit StoredReceipts(const storage::InsightTables& tables) : tables_(tables) {}
  absl::Status ForEach(int32_t first_day, int32_t last_day,
                       absl::Span<const insight::Column> columns,
                       absl::FunctionRef<absl::Status(const insight::Chunk&)> take) override;
  absl::StatusOr<int64_t> CountWithin(int32_t first_day, int32_t last_day) override;

 private:
  const storage::InsightTables& tables_;
};

absl::StatusOr<insight::MemberColumns> LoadMemberColumns(const storage::InsightTables& tables);

// Behind those that are there. Small chunks grow together, so that a receipt is written a dozen times at
// most until its chunk is full, however few come at a time.
absl::Status AppendReceipts(storage::InsightTables& tables, insight::Chunk chunk);

// Sets kWholeBack of a sale; one that is not among the columns was unreadable.
absl::Status MarkWholeBack(storage::InsightTables& tables, int64_t sale_no);

// Cells of members, changed in memory and written together. Outlived by `tables`.
class MemberCells {
 public:
  explicit MemberCells(storage::InsightTables& tables) : tables_(tables) {}
  absl::Status Set(int column, uint32_t member_no, int64_t value);
  absl::Status Flush();

 private:
  struct Block {
    std::vector<int64_t> cells;
    bool changed = false;
  };
  storage::InsightTables& tables_;
  std::map<std::pair<int, int64_t>, Block> blocks_;  // by column and number of the block
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_COLUMNS_H_
