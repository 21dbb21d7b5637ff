#ifndef TESSERA_OPERATIONS_SURVEYS_STORED_ANSWER_H_
#define TESSERA_OPERATIONS_SURVEYS_STORED_ANSWER_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/engine/till_rules.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// What keeping an answer came to.
struct KeptAnswer {
  bool is_new = true;        // an answer of this id was not there before; else that one stays
  int64_t follow_up_no = 0;  // that it opened; 0 for none
};

// What the survey was answered about this sale first, by whatever way; nullopt for nothing.
absl::StatusOr<std::optional<storage::SurveyAnswer>> FirstAbout(
    const storage::ReadTransaction& transaction, const std::string& sale_id,
    const std::string& survey_id);

// Keeps an answer that is checked. `row` lacks its sale, its document and its number; `document` is what is
// listed, who answered left out. `survey` is what was asked, null where nobody knows: then no score is low.
// A score that the survey does not take, and that of a second answer about one sale, stays in the document
// alone: it is in no figure and opens no follow-up. Terminals hear that the member answered.
absl::StatusOr<KeptAnswer> StoreAnswer(const Context& context, storage::Transaction& transaction,
                                       storage::SurveyAnswer row, v1::SurveyAnswer document,
                                       const engine::Survey* survey);

// As it is listed. DATA_LOSS if the seal is not this chain's.
absl::StatusOr<v1::SurveyAnswer> AnswerToProto(const Context& context,
                                               const storage::SurveyAnswer& row);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SURVEYS_STORED_ANSWER_H_
