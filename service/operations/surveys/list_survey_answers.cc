#include "tessera/operations/surveys/list_survey_answers.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/days.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/surveys/stored_answer.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

constexpr char kList[] = "survey-answers";

}  // namespace

absl::StatusOr<v1::ListSurveyAnswersResponse> ListSurveyAnswers(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::ListSurveyAnswersRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(
      const DayRange days,
      ReadDays(context, transaction, request.first_date(), request.last_date()));
  storage::AnswerFilter filter{request.survey_id(), request.store_id(), days.first_at, days.end_at};
  TESSERA_ASSIGN_OR_RETURN(filter.after, ParsePageToken(kList, request.page_token()));
  TESSERA_ASSIGN_OR_RETURN(const auto answers,
                           transaction.follow_ups().ListAnswers(filter, limit + 1));
  v1::ListSurveyAnswersResponse response;
  int64_t last = 0;
  for (const storage::SurveyAnswer& answer : answers) {
    if (response.answers_size() == limit) {
      response.set_next_page_token(MakePageToken(kList, last));
      break;
    }
    TESSERA_ASSIGN_OR_RETURN(*response.add_answers(), AnswerToProto(context, answer));
    last = answer.answer_no;
  }
  return response;
}

}  // namespace tessera::operations
