// Where a terminal stands in the feed, as opaque text.
#ifndef TESSERA_OPERATIONS_COMMON_CURSOR_H_
#define TESSERA_OPERATIONS_COMMON_CURSOR_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Behind change `change_no` of this database.
absl::StatusOr<std::string> MakeCursor(storage::ReadTransaction& transaction, int64_t change_no);

// The change number. INVALID_ARGUMENT / CURSOR_INVALID for text that is no cursor, or one of another
// database. FAILED_PRECONDITION / CURSOR_TOO_OLD for a number that this database has not reached: it
// was restored from a backup, and what the terminal saw since is not there any more.
absl::StatusOr<int64_t> ParseCursor(storage::ReadTransaction& transaction,
                                    absl::string_view cursor);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_CURSOR_H_
