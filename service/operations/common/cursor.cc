#include "tessera/operations/common/cursor.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

constexpr char kVersion[] = "c2";

absl::Status Invalid() {
  return InvalidInput("CURSOR_INVALID", "cursor", "take a new snapshot");
}

absl::Status TooOld(absl::string_view message) {
  return Refused("CURSOR_TOO_OLD", "cursor", message);
}

}  // namespace

absl::StatusOr<std::string> MakeCursor(storage::ReadTransaction& transaction, int64_t change_no,
                                       absl::string_view scope) {
  TESSERA_ASSIGN_OR_RETURN(const Uuid epoch, transaction.Epoch());
  TESSERA_ASSIGN_OR_RETURN(const storage::Run run, transaction.PresentRun());
  return absl::StrCat(kVersion, ".", UuidToText(epoch), ".", UuidToText(run.run_id), ".", change_no,
                      ".", scope);
}

absl::StatusOr<int64_t> ParseCursor(storage::ReadTransaction& transaction, absl::string_view cursor,
                                    absl::string_view scope) {
  const std::vector<absl::string_view> parts = absl::StrSplit(cursor, absl::MaxSplits('.', 4));
  int64_t change_no = 0;
  if (parts.size() != 5 || parts[0] != kVersion || !absl::SimpleAtoi(parts[3], &change_no) ||
      change_no < 0) {
    return Invalid();
  }
  TESSERA_ASSIGN_OR_RETURN(const Uuid epoch, transaction.Epoch());
  if (parts[1] != UuidToText(epoch)) return Invalid();
  const absl::StatusOr<Uuid> run_id = ParseUuid(parts[2], "cursor");
  if (!run_id.ok()) return Invalid();
  TESSERA_ASSIGN_OR_RETURN(const auto run, transaction.FindRun(*run_id));
  if (!run) return Invalid();
  TESSERA_ASSIGN_OR_RETURN(const int64_t last, transaction.LastChange());
  if (change_no > run->last_change_no.value_or(last)) {
    return TooOld("the service was restored; take a new snapshot");
  }
  if (parts[4] != scope) return TooOld("terminals keep other members now; take a new snapshot");
  return change_no;
}

}  // namespace tessera::operations
