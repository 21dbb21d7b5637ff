#include "tessera/operations/common/cursor.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

constexpr char kVersion[] = "c1";

absl::Status Invalid() {
  return InvalidInput("CURSOR_INVALID", "cursor", "take a new snapshot");
}

}  // namespace

absl::StatusOr<std::string> MakeCursor(storage::ReadTransaction& transaction, int64_t change_no) {
  TESSERA_ASSIGN_OR_RETURN(const Uuid epoch, transaction.Epoch());
  return absl::StrCat(kVersion, ".", UuidToText(epoch), ".", change_no);
}

absl::StatusOr<int64_t> ParseCursor(storage::ReadTransaction& transaction,
                                    absl::string_view cursor) {
  const std::vector<absl::string_view> parts = absl::StrSplit(cursor, '.');
  int64_t change_no = 0;
  if (parts.size() != 3 || parts[0] != kVersion || !absl::SimpleAtoi(parts[2], &change_no) ||
      change_no < 0) {
    return Invalid();
  }
  TESSERA_ASSIGN_OR_RETURN(const Uuid epoch, transaction.Epoch());
  if (parts[1] != UuidToText(epoch)) return Invalid();
  TESSERA_ASSIGN_OR_RETURN(const int64_t last, transaction.LastChange());
  if (change_no > last) {
    return Refused("CURSOR_TOO_OLD", "cursor", "the service was restored; take a new snapshot");
  }
  return change_no;
}

}  // namespace tessera::operations
