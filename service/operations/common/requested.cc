#include "tessera/operations/common/requested.h"

#include <string>

namespace tessera::operations {

absl::StatusOr<storage::RequestedChange> NewRow(const Context& context, const Requested& requested,
                                               const Digest& content) {
  storage::RequestedChange row;
  TESSERA_ASSIGN_OR_RETURN(row.change_id,
                           storage::ChangeId::Parse(requested.text, requested.field));
  row.method = std::string(requested.method);
  row.content = content;
  row.principal = context.caller.principal;
  row.booked_at = context.now;
  return row;
}

absl::StatusOr<std::optional<storage::RequestedChange>> FindFirst(
    storage::ReadTransaction& transaction, const Requested& requested,
    const storage::RequestedChange& row) {
  TESSERA_ASSIGN_OR_RETURN(auto first, transaction.FindRequested(row.change_id, row.method));
  if (!first || first->content == row.content) return first;
  return MakeError(absl::StatusCode::kAlreadyExists, requested.reused, requested.field,
                   "something else was asked for with this id; use a new one for each change");
}

}  // namespace tessera::operations
