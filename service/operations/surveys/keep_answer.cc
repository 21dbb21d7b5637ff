#include "tessera/operations/surveys/keep_answer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/surveys/asked_survey.h"
#include "tessera/operations/surveys/stored_answer.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumId = 64;

absl::Status CheckInput(const Context& context, const v1::SurveyAnswer& answer) {
  TESSERA_RETURN_IF_ERROR(
      CheckStoreAndTerminal(context, answer.store_id(), answer.terminal_id()));
  TESSERA_RETURN_IF_ERROR(CheckSurveyId(answer.survey_id()));
  TESSERA_RETURN_IF_ERROR(CheckAnswerComment(answer.comment()));
  TESSERA_RETURN_IF_ERROR(CheckText(answer.sale_id(), kMaximumId, "sale_id"));
  return CheckText(answer.cashier_id(), kMaximumId, "cashier_id");
}

}  // namespace

absl::Status KeepSurveyAnswer(const Context& context, storage::Transaction& transaction,
                              const v1::SurveyAnswer& answer) {
  TESSERA_RETURN_IF_ERROR(CheckInput(context, answer));
  storage::SurveyAnswer row;
  const absl::StatusOr<Uuid> id = ParseUuid(answer.answer_id(), "answer_id");
  if (!id.ok()) return InvalidInput("ANSWER_ID_INVALID", "answer_id", "send a UUID");
  TESSERA_ASSIGN_OR_RETURN(const auto sale, FindNamedSale(transaction, answer.sale_id()));
  TESSERA_ASSIGN_OR_RETURN(
      const AskedSurveys asked,
      AskedSurveys::After(context, transaction, sale ? &*sale : nullptr, answer.store_id()));
  row.answer_id = *id;
  row.survey_id = answer.survey_id();
  // Who can't be told is left out: the customer's word is worth keeping all the same.
  const auto reference = Resolve(context, transaction, answer.member(), "member");
  if (!reference.ok() && !absl::IsInvalidArgument(reference.status())) return reference.status();
  if (reference.ok()) row.member_id = reference->member_id;
  if (answer.has_score()) row.score = answer.score();
  row.answered_at = std::min(context.now, Instant{std::max<int64_t>(0, answer.answered_at_us())});
  row.store_id = answer.store_id();
  row.place = answer.place() == v1::SURVEY_PLACE_SLIP ? v1::SURVEY_PLACE_SLIP
                                                      : v1::SURVEY_PLACE_TILL;
  v1::SurveyAnswer document = answer;
  document.clear_written_by();
  document.clear_uncounted();
  return StoreAnswer(context, transaction, std::move(row), std::move(document),
                     asked.Find(answer.survey_id()))
      .status();
}

}  // namespace tessera::operations
