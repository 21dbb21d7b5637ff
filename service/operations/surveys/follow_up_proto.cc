#include "tessera/operations/surveys/follow_up_proto.h"

#include "tessera/base/status.h"
#include "tessera/operations/surveys/stored_answer.h"

namespace tessera::operations {

absl::StatusOr<v1::FollowUp> FollowUpToProto(const Context& context,
                                             const storage::ReadTransaction& transaction,
                                             const storage::FollowUp& row) {
  TESSERA_ASSIGN_OR_RETURN(const auto stored,
                           transaction.follow_ups().FindAnswerByNo(row.answer_no));
  if (!stored) return Broken("the answer of a follow-up is missing");
  TESSERA_ASSIGN_OR_RETURN(const v1::SurveyAnswer answer, AnswerToProto(context, *stored));
  v1::FollowUp follow_up;
  follow_up.set_follow_up_no(row.follow_up_no);
  follow_up.set_survey_id(answer.survey_id());
  follow_up.set_answer_id(answer.answer_id());
  follow_up.set_score(answer.score());
  follow_up.set_comment(answer.comment());
  follow_up.set_member_id(answer.member().member_id());
  follow_up.set_store_id(answer.store_id());
  follow_up.set_sale_id(answer.sale_id());
  follow_up.set_opened_at_us(row.opened_at.us);
  follow_up.set_state(static_cast<v1::FollowUpState>(row.state));
  follow_up.set_owner(row.owner);
  follow_up.set_note(row.note);
  follow_up.set_changed_at_us(row.changed_at.us);
  return follow_up;
}

}  // namespace tessera::operations
