#include "tessera/operations/programs/get_draft.h"

#include "tessera/base/status.h"
#include "tessera/operations/programs/save_draft.h"

namespace tessera::operations {

absl::StatusOr<v1::GetDraftResponse> GetDraft(const Context&, storage::ReadTransaction& transaction,
                                              const v1::GetDraftRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const auto draft,
                           transaction.publications().FindDraft(request.draft_id()));
  if (!draft) return NotFound("DRAFT_UNKNOWN", "draft_id", "there is no such draft");
  v1::GetDraftResponse response;
  *response.mutable_draft() = DraftToProto(*draft);
  if (!response.mutable_draft()->mutable_program()->ParseFromString(draft->document)) {
    return Broken("a stored draft is unreadable");
  }
  return response;
}

}  // namespace tessera::operations
