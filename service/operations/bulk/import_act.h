// Who imported what, and how far it came.
#ifndef TESSERA_OPERATIONS_BULK_IMPORT_ACT_H_
#define TESSERA_OPERATIONS_BULK_IMPORT_ACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tessera/operations/bulk/import_row.h"

namespace tessera::operations {

// The act of one stream: it stands from the first rows that do, and says how many they are, so that an
// import that was cut is told of like any other. A file that is gone on with has an act for each stream,
// by whoever that was. For one thread at a time; an error of the store's ends the import.
class ImportAct {
 public:
  // In the transaction that writes the rows.
  absl::Status Keep(const Context& context, storage::Transaction& transaction,
                    const v1::ImportOptions& options, const std::vector<RowOutcome>& outcomes);
  // All rows were sent and settled.
  absl::Status End(const Context& context, storage::Transaction& transaction,
                   const v1::ImportOptions& options);

 private:
  absl::Status Write(const Context& context, storage::Transaction& transaction,
                     const v1::ImportOptions& options, const std::string& comment);

  std::optional<storage::ChangeId> change_id_;  // once it stands
  int64_t added_ = 0;
  int64_t changed_ = 0;
  int64_t rejected_ = 0;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_BULK_IMPORT_ACT_H_
