#include "tessera/operations/surveys/stored_answer.h"

#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/surveys/asked_survey.h"
#include "tessera/storage/events.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

bool IsLow(const storage::SurveyAnswer& row, const engine::Survey* survey) {
  return survey != nullptr && survey->low_score && row.score && *row.score <= *survey->low_score;
}

absl::StatusOr<int64_t> OpenFollowUp(const Context& context, storage::Transaction& transaction,
                                     int64_t answer_no) {
  storage::FollowUp follow_up;
  follow_up.answer_no = answer_no;
  follow_up.opened_at = context.now;
  follow_up.changed_at = context.now;
  TESSERA_ASSIGN_OR_RETURN(const int64_t follow_up_no,
                           transaction.follow_ups().AddFollowUp(follow_up));
  storage::Event event;
  event.kind = storage::EventKind::kFollowUp;
  event.happened_at = context.now;
  event.number = follow_up_no;
  TESSERA_RETURN_IF_ERROR(transaction.events().Append(event));
  return follow_up_no;
}

}  // namespace

absl::StatusOr<std::optional<storage::SurveyAnswer>> FirstAbout(
    const storage::ReadTransaction& transaction, const std::string& sale_id,
    const std::string& survey_id) {
  const absl::StatusOr<SaleId> id = SaleId::Parse(sale_id, "sale_id");
  if (!id.ok()) return std::optional<storage::SurveyAnswer>();
  return transaction.follow_ups().FindAnswerAbout(*id, survey_id);
}

absl::StatusOr<KeptAnswer> StoreAnswer(const Context& context, storage::Transaction& transaction,
                                       storage::SurveyAnswer row, v1::SurveyAnswer document,
                                       const engine::Survey* survey) {
  TESSERA_ASSIGN_OR_RETURN(const auto first, transaction.follow_ups().FindAnswer(row.answer_id));
  if (first) {
    TESSERA_ASSIGN_OR_RETURN(const auto follow_up,
                             transaction.follow_ups().FindFollowUpOf(first->answer_no));
    return KeptAnswer{false, follow_up ? follow_up->follow_up_no : 0};
  }
  TESSERA_ASSIGN_OR_RETURN(const auto former,
                           FirstAbout(transaction, document.sale_id(), row.survey_id));
  if (former || (row.score && !TakesScore(survey, *row.score))) row.score.reset();
  const absl::StatusOr<SaleId> sale_id = SaleId::Parse(document.sale_id(), "sale_id");
  if (sale_id.ok()) row.sale_id = *sale_id;
  document.clear_member();
  row.document = Seal(context.secrets.seal_key, document.SerializeAsString(), context.random);
  TESSERA_RETURN_IF_ERROR(transaction.AddSurveyAnswer(row));
  TESSERA_ASSIGN_OR_RETURN(const auto kept, transaction.follow_ups().FindAnswer(row.answer_id));
  if (!kept) return Broken("an answer that was kept is not there");
  KeptAnswer answer;
  if (IsLow(row, survey)) {
    TESSERA_ASSIGN_OR_RETURN(answer.follow_up_no,
                             OpenFollowUp(context, transaction, kept->answer_no));
  }
  if (row.member_id) TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(*row.member_id));
  return answer;
}

absl::StatusOr<v1::SurveyAnswer> AnswerToProto(const Context& context,
                                               const storage::SurveyAnswer& row) {
  TESSERA_ASSIGN_OR_RETURN(const std::string document,
                           Unseal(context.secrets.seal_key, row.document));
  v1::SurveyAnswer answer;
  if (!answer.ParseFromString(document)) return Broken("a stored answer is unreadable");
  if (row.member_id) answer.mutable_member()->set_member_id(row.member_id->ToText());
  // Documents from before places were kept do not say it.
  answer.set_place(static_cast<v1::SurveyPlace>(row.place));
  answer.set_uncounted(answer.has_score() && !row.score);
  return answer;
}

}  // namespace tessera::operations
