#include "tessera/operations/programs/delete_draft.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/requested.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {

absl::StatusOr<v1::DeleteDraftResponse> DeleteDraft(const Context& context,
                                                    storage::Transaction& transaction,
                                                    const v1::DeleteDraftRequest& request) {
  return Once<v1::DeleteDraftResponse>(
      context, transaction, {"DeleteDraft", request.change_id()},
      ContentHasher("tessera-delete-draft-1").Add(request.draft_id()).Finish(),
      [&](storage::RequestedChange&) -> absl::StatusOr<v1::DeleteDraftResponse> {
        TESSERA_ASSIGN_OR_RETURN(const auto draft,
                                 transaction.publications().FindDraft(request.draft_id()));
        if (!draft) return NotFound("DRAFT_UNKNOWN", "draft_id", "there is no such draft");
        TESSERA_RETURN_IF_ERROR(transaction.publications().RemoveDraft(request.draft_id()));
        return v1::DeleteDraftResponse();
      });
}

}  // namespace tessera::operations
