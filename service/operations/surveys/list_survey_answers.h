#ifndef TESSERA_OPERATIONS_SURVEYS_LIST_SURVEY_ANSWERS_H_
#define TESSERA_OPERATIONS_SURVEYS_LIST_SURVEY_ANSWERS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/ledger_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::ListSurveyAnswersResponse> ListSurveyAnswers(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::ListSurveyAnswersRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SURVEYS_LIST_SURVEY_ANSWERS_H_
