#include "tessera/operations/programs/save_draft.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/codec/program.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;
constexpr size_t kMaximumDraftId = 64;
constexpr size_t kMaximumDocument = 4 << 20;
constexpr int64_t kMostDrafts = 100;

Digest ContentOf(const v1::Draft& draft, absl::string_view document) {
  return ContentHasher("tessera-save-draft-1")
      .Add(draft.draft_id())
      .Add(DigestBytes(ProgramDigest(document)))
      .Add(draft.revision())
      .Add(draft.based_on_version())
      .Add(draft.comment())
      .Finish();
}

absl::Status CheckRevision(storage::ReadTransaction& transaction, const v1::Draft& draft) {
  TESSERA_ASSIGN_OR_RETURN(const auto present,
                           transaction.publications().FindDraft(draft.draft_id()));
  const int64_t revision = present ? present->revision : 0;
  if (draft.revision() != revision) {
    return Refused("DRAFT_CHANGED", "draft.revision",
                   absl::StrCat("its revision is ", revision,
                                " by now; look at what changed, and save with that"));
  }
  if (present) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const int64_t drafts, transaction.publications().CountDrafts());
  if (drafts < kMostDrafts) return absl::OkStatus();
  return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_ITEMS", "draft.draft_id",
                   "there are 100 drafts; throw one away first");
}

}  // namespace

absl::Status CheckDraftId(absl::string_view draft_id, absl::string_view field) {
  const bool good = !draft_id.empty() && draft_id.size() <= kMaximumDraftId &&
                    std::all_of(draft_id.begin(), draft_id.end(), [](char c) {
                      return absl::ascii_islower(static_cast<unsigned char>(c)) ||
                             absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-' ||
                             c == '_';
                    });
  if (good) return absl::OkStatus();
  return InvalidInput("DRAFT_ID_INVALID", field, "name it by 1 to 64 of a-z 0-9 - _");
}

v1::Draft DraftToProto(const storage::Draft& draft) {
  v1::Draft message;
  message.set_draft_id(draft.draft_id);
  message.set_revision(draft.revision);
  message.set_based_on_version(draft.based_on);
  message.set_comment(draft.comment);
  message.set_saved_at_us(draft.saved_at.us);
  message.set_saved_by(draft.saved_by);
  message.set_faults(draft.faults);
  return message;
}

absl::StatusOr<PreparedDraft> PrepareDraft(const Context&, storage::ReadTransaction&,
                                           const v1::SaveDraftRequest& request) {
  const v1::Draft& draft = request.draft();
  TESSERA_RETURN_IF_ERROR(CheckDraftId(draft.draft_id(), "draft.draft_id"));
  TESSERA_RETURN_IF_ERROR(CheckText(draft.comment(), kMaximumComment, "draft.comment"));
  PreparedDraft prepared;
  prepared.document = ProgramDocument(draft.program());
  if (prepared.document.size() > kMaximumDocument) {
    return InvalidInput("DRAFT_TOO_LARGE", "draft.program", "it may have at most 4 MiB");
  }
  prepared.content = ContentOf(draft, prepared.document);
  std::vector<engine::Fault> faults;
  codec::CompileProto(draft.program(), 1, &faults);
  AddFaults(faults, prepared.answer.mutable_faults());
  return prepared;
}

absl::StatusOr<v1::SaveDraftResponse> SavePrepared(const Context& context,
                                                   storage::Transaction& transaction,
                                                   const v1::SaveDraftRequest& request,
                                                   PreparedDraft prepared) {
  const v1::Draft& draft = request.draft();
  return Once<v1::SaveDraftResponse>(
      context, transaction, {"SaveDraft", request.change_id()}, prepared.content,
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::SaveDraftResponse> {
        TESSERA_RETURN_IF_ERROR(CheckRevision(transaction, draft));
        storage::Draft saved;
        saved.draft_id = draft.draft_id();
        saved.revision = draft.revision() + 1;
        saved.based_on = draft.based_on_version();
        saved.saved_at = context.now;
        saved.saved_by = context.caller.principal;
        saved.comment = draft.comment();
        saved.faults = prepared.answer.faults_size();
        saved.document = std::move(prepared.document);
        TESSERA_RETURN_IF_ERROR(transaction.publications().SaveDraft(saved));
        row.comment = draft.comment();
        *prepared.answer.mutable_draft() = DraftToProto(saved);
        return prepared.answer;
      });
}

absl::StatusOr<v1::SaveDraftResponse> SaveDraft(const Context& context,
                                                storage::Transaction& transaction,
                                                const v1::SaveDraftRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(PreparedDraft prepared, PrepareDraft(context, transaction, request));
  return SavePrepared(context, transaction, request, std::move(prepared));
}

}  // namespace tessera::operations
