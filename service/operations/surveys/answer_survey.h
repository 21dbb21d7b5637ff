#ifndef TESSERA_OPERATIONS_SURVEYS_ANSWER_SURVEY_H_
#define TESSERA_OPERATIONS_SURVEYS_ANSWER_SURVEY_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/survey_service.pb.h"

namespace tessera::operations {

// By a link or as HQ was told. Errors as SurveyService names them, also ALREADY_EXISTS /
// ANSWER_ID_REUSED; how often wrong links are tried is the caller's to count.
absl::StatusOr<v1::AnswerSurveyResponse> AnswerSurvey(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::AnswerSurveyRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SURVEYS_ANSWER_SURVEY_H_
