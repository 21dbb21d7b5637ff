// Changes that are asked for by an id of the caller's: whoever sends one again gets the first answer.
#ifndef TESSERA_OPERATIONS_COMMON_REQUESTED_H_
#define TESSERA_OPERATIONS_COMMON_REQUESTED_H_

#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// One request of a method; `method` is stored and never changes.
struct Requested {
  absl::string_view method;
  absl::string_view text;  // the id as sent
  absl::string_view field = "change_id";
  absl::string_view reused = "CHANGE_ID_REUSED";
};

// A row of the request that is ready to be filled: id, method, content, who asks, and when.
// INVALID_ARGUMENT / ID_INVALID.
absl::StatusOr<storage::RequestedChange> NewRow(const Context& context, const Requested& requested,
                                               const Digest& content);

// The row that is stored if the same was asked for before. ALREADY_EXISTS / CHANGE_ID_REUSED (or what
// `requested` calls it) if something else was.
absl::StatusOr<std::optional<storage::RequestedChange>> FindFirst(
    storage::ReadTransaction& transaction, const Requested& requested,
    const storage::RequestedChange& row);

// Gives the first answer, or does `work` and keeps its answer with the row, where `work` says whose the
// change is and why it was asked for. An answer with codes in clear is none to keep.
template <typename Response>
absl::StatusOr<Response> Once(
    const Context& context, storage::Transaction& transaction, const Requested& requested,
    const Digest& content,
    absl::FunctionRef<absl::StatusOr<Response>(storage::RequestedChange& row)> work) {
  TESSERA_ASSIGN_OR_RETURN(storage::RequestedChange row, NewRow(context, requested, content));
  TESSERA_ASSIGN_OR_RETURN(const auto first, FindFirst(transaction, requested, row));
  if (first) {
    Response answer;
    if (!answer.ParseFromString(first->answer)) return Broken("a stored answer is unreadable");
    return answer;
  }
  TESSERA_ASSIGN_OR_RETURN(Response answer, work(row));
  row.answer = answer.SerializeAsString();
  TESSERA_RETURN_IF_ERROR(transaction.AddRequested(row));
  return answer;
}

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_REQUESTED_H_
