#ifndef TESSERA_OPERATIONS_PROGRAMS_SAVE_DRAFT_H_
#define TESSERA_OPERATIONS_PROGRAMS_SAVE_DRAFT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/secret.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

// INVALID_ARGUMENT / DRAFT_ID_INVALID.
absl::Status CheckDraftId(absl::string_view draft_id, absl::string_view field);

// What takes long and needs no writer: looking for faults.
struct PreparedDraft {
  Digest content{};  // of the request
  std::string document;
  v1::SaveDraftResponse answer;  // its faults
};
absl::StatusOr<PreparedDraft> PrepareDraft(const Context& context,
                                           storage::ReadTransaction& transaction,
                                           const v1::SaveDraftRequest& request);
absl::StatusOr<v1::SaveDraftResponse> SavePrepared(const Context& context,
                                                   storage::Transaction& transaction,
                                                   const v1::SaveDraftRequest& request,
                                                   PreparedDraft prepared);

// Both.
absl::StatusOr<v1::SaveDraftResponse> SaveDraft(const Context& context,
                                                storage::Transaction& transaction,
                                                const v1::SaveDraftRequest& request);

// Without the program.
v1::Draft DraftToProto(const storage::Draft& draft);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_SAVE_DRAFT_H_
