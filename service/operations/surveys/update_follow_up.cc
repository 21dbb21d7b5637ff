#include "tessera/operations/surveys/update_follow_up.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/days.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"
#include "tessera/operations/surveys/follow_up_proto.h"
#include "tessera/storage/events.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumNote = 1'024;
constexpr size_t kMaximumNotes = 8'192;  // of one follow-up

absl::Status CheckInput(const v1::UpdateFollowUpRequest& request) {
  if (!v1::FollowUpState_IsValid(request.state())) {
    return InvalidInput("STATE_INVALID", "state", "send OPEN, TAKEN or CLOSED, or nothing");
  }
  if (request.state() == v1::FOLLOW_UP_STATE_UNSPECIFIED && request.note().empty()) {
    return InvalidInput("CHANGE_EMPTY", "state", "send a state or a note");
  }
  return CheckText(request.note(), kMaximumNote, "note");
}

// Never changes: it is stored. The key goes in, as words could be guessed from a plain hash.
Digest ContentOf(const SecretKey& lookup_key, const v1::UpdateFollowUpRequest& request) {
  return ContentHasher("tessera update follow-up 1")
      .Add(KeyBytes(lookup_key))
      .Add(request.follow_up_no())
      .Add(int64_t{request.state()})
      .Add(request.note())
      .Finish();
}

absl::Status SetState(const Context& context, v1::FollowUpState state,
                      storage::FollowUp& follow_up) {
  if (state == v1::FOLLOW_UP_STATE_UNSPECIFIED) return absl::OkStatus();
  const std::string& caller = context.caller.principal;
  if (state == v1::FOLLOW_UP_STATE_TAKEN) {
    if (!follow_up.owner.empty() && follow_up.owner != caller) {
      return Refused("FOLLOW_UP_TAKEN", "follow_up_no",
                     absl::StrCat(follow_up.owner, " has taken it; open it again first"));
    }
    follow_up.owner = caller;
  }
  if (state == v1::FOLLOW_UP_STATE_OPEN) follow_up.owner.clear();
  follow_up.state = static_cast<storage::FollowUpState>(state);
  return absl::OkStatus();
}

// One line of the note: what was said before stays as it is.
absl::Status AddNote(const Context& context, storage::ReadTransaction& transaction,
                     absl::string_view said, storage::FollowUp& follow_up) {
  if (said.empty()) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const std::string day, DayOf(context, transaction, context.now));
  const std::string line =
      absl::StrCat(day, " ", context.caller.principal, ": ",
                   absl::StrReplaceAll(said, {{"\r\n", " "}, {"\n", " "}, {"\r", " "}}));
  if (follow_up.note.size() + 1 + line.size() > kMaximumNotes) {
    return Refused("NOTE_FULL", "note",
                   "no more can be noted about this follow-up; close it and write elsewhere");
  }
  absl::StrAppend(&follow_up.note, follow_up.note.empty() ? "" : "\n", line);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::UpdateFollowUpResponse> UpdateFollowUp(
    const Context& context, storage::Transaction& transaction,
    const v1::UpdateFollowUpRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckInput(request));
  return Once<v1::UpdateFollowUpResponse>(
      context, transaction, {"UpdateFollowUp", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::UpdateFollowUpResponse> {
        TESSERA_ASSIGN_OR_RETURN(auto follow_up,
                                 transaction.follow_ups().FindFollowUp(request.follow_up_no()));
        if (!follow_up) {
          return NotFound("FOLLOW_UP_UNKNOWN", "follow_up_no", "there is no such follow-up");
        }
        TESSERA_RETURN_IF_ERROR(SetState(context, request.state(), *follow_up));
        TESSERA_RETURN_IF_ERROR(AddNote(context, transaction, request.note(), *follow_up));
        follow_up->changed_at = context.now;
        TESSERA_RETURN_IF_ERROR(transaction.follow_ups().UpdateFollowUp(*follow_up));
        storage::Event event;
        event.kind = storage::EventKind::kFollowUp;
        event.happened_at = context.now;
        event.number = follow_up->follow_up_no;
        TESSERA_RETURN_IF_ERROR(transaction.events().Append(event));
        v1::UpdateFollowUpResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_follow_up(),
                                 FollowUpToProto(context, transaction, *follow_up));
        TESSERA_ASSIGN_OR_RETURN(const auto answer,
                                 transaction.follow_ups().FindAnswerByNo(follow_up->answer_no));
        if (answer) row.member_id = answer->member_id;
        return response;
      });
}

}  // namespace tessera::operations
