#include "tessera/operations/programs/list_drafts.h"

#include "tessera/base/status.h"
#include "tessera/operations/programs/save_draft.h"

namespace tessera::operations {
namespace {

// More than there can be.
constexpr int kMostDrafts = 1'000;

}  // namespace

absl::StatusOr<v1::ListDraftsResponse> ListDrafts(const Context&,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::ListDraftsRequest&) {
  TESSERA_ASSIGN_OR_RETURN(const auto drafts, transaction.publications().ListDrafts(kMostDrafts));
  v1::ListDraftsResponse response;
  for (const storage::Draft& draft : drafts) *response.add_drafts() = DraftToProto(draft);
  return response;
}

}  // namespace tessera::operations
