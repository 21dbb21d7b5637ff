// Where a terminal stands in the feed, as opaque text.
#ifndef TESSERA_OPERATIONS_COMMON_CURSOR_H_
#define TESSERA_OPERATIONS_COMMON_CURSOR_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Behind change `change_no` of this database, for who reads what `scope` names: no blanks.
absl::StatusOr<std::string> MakeCursor(storage::ReadTransaction& transaction, int64_t change_no,
                                       absl::string_view scope);

// The change number. INVALID_ARGUMENT / CURSOR_INVALID for text that is no cursor, or one of another
// database, or of a run that this database did not see: it was put back from a copy of its files.
// FAILED_PRECONDITION / CURSOR_TOO_OLD for a number that this database has not reached, since what was
// seen of it is not there any more, and for another scope.
absl::StatusOr<int64_t> ParseCursor(storage::ReadTransaction& transaction, absl::string_view cursor,
                                    absl::string_view scope);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_CURSOR_H_
