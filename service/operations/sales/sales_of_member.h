// Which sales are one member's, found among the receipts that were counted: nobody keeps them by member.
#ifndef TESSERA_OPERATIONS_SALES_SALES_OF_MEMBER_H_
#define TESSERA_OPERATIONS_SALES_SALES_OF_MEMBER_H_

#include <cstdint>
#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/base/ids.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Whoever was merged into the member is the member. For one transaction.
class SalesOfMember {
 public:
  static absl::StatusOr<SalesOfMember> Find(storage::ReadTransaction& transaction,
                                            const MemberId& member_id);

  // Up to here sales were counted; behind it they have to be looked at.
  int64_t counted_to() const { return counted_to_; }

  // Numbers of counted sales above `behind`, ascending; or below it (0: from the last), descending. At least
  // one if there is any, and not many more than `limit`. Reads one column of all receipts: of 10,000,000
  // in some hundredths of a second.
  absl::StatusOr<std::vector<int64_t>> Next(bool newest_first, int64_t behind, size_t limit) const;

 private:
  explicit SalesOfMember(const storage::InsightTables& tables) : tables_(tables) {}
  absl::Status FindNumbers(uint32_t member_no);
  absl::Status AddOfChunk(int64_t chunk_no, std::vector<int64_t>* sales) const;

  const storage::InsightTables& tables_;
  int64_t counted_to_ = 0;
  std::set<int64_t> numbers_;  // under which the member was counted
  std::vector<storage::InsightChunk> chunks_;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_SALES_OF_MEMBER_H_
