#include "tessera/operations/programs/withdraw_publication.h"

#include <optional>

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/operations/common/requested.h"
#include "tessera/operations/programs/telling.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {
namespace {

using State = storage::PublicationState;

constexpr size_t kMaximumComment = 256;

Digest ContentOf(const v1::WithdrawPublicationRequest& request) {
  return ContentHasher("tessera-withdraw-publication-1")
      .Add(request.publication_no())
      .Add(request.comment())
      .Finish();
}

absl::StatusOr<storage::Publication> FindPublication(storage::ReadTransaction& transaction,
                                                     int64_t publication_no) {
  TESSERA_ASSIGN_OR_RETURN(auto publication, publication_no == 0
                                                 ? transaction.publications().InForce("")
                                                 : transaction.publications().Find(publication_no));
  if (publication) return *std::move(publication);
  return NotFound("PUBLICATION_UNKNOWN", "publication_no",
                  "there is no such publication; list publications to see which there are");
}

absl::Status Withdraw(const Context& context, storage::Transaction& transaction,
                      const std::string& comment, storage::Publication& publication) {
  const bool was_in_force = publication.state == State::kInForce;
  publication.state = State::kWithdrawn;
  publication.withdrawn_at = context.now;
  publication.withdrawn_by = context.caller.principal;
  publication.withdrawn_comment = comment;
  TESSERA_RETURN_IF_ERROR(transaction.publications().Update(publication));
  TESSERA_RETURN_IF_ERROR(TellOf(context, transaction, publication.publication_no));
  if (!was_in_force) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const int64_t live, transaction.LiveProgramVersion());
  if (live == 0 && publication.store_ids.empty()) {
    return Refused("LAST_PROGRAM", "publication_no",
                   "no program would be left for all; publish another one first");
  }
  return transaction.AppendProgramChange();
}

}  // namespace

absl::StatusOr<v1::WithdrawPublicationResponse> WithdrawPublication(
    const Context& context, storage::Transaction& transaction,
    const v1::WithdrawPublicationRequest& request) {
  TESSERA_RETURN_IF_ERROR(
      CheckRequired(request.comment(), kMaximumComment, "COMMENT_REQUIRED", "comment"));
  return Once<v1::WithdrawPublicationResponse>(
      context, transaction, {"WithdrawPublication", request.change_id()}, ContentOf(request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::WithdrawPublicationResponse> {
        TESSERA_ASSIGN_OR_RETURN(storage::Publication publication,
                                 FindPublication(transaction, request.publication_no()));
        if (publication.state != State::kWithdrawn) {
          TESSERA_RETURN_IF_ERROR(Withdraw(context, transaction, request.comment(), publication));
        }
        row.comment = request.comment();
        v1::WithdrawPublicationResponse response;
        *response.mutable_publication() = PublicationToProto(publication);
        TESSERA_ASSIGN_OR_RETURN(const int64_t live, transaction.LiveProgramVersion());
        response.set_version(live);
        return response;
      });
}

}  // namespace tessera::operations
