#ifndef TESSERA_OPERATIONS_SURVEYS_KEEP_ANSWER_H_
#define TESSERA_OPERATIONS_SURVEYS_KEEP_ANSWER_H_

#include "absl/status/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// Keeps what a customer answered at a till; of an answer_id that came before, the first stays. A low score
// opens a follow-up. INVALID_ARGUMENT with the reasons that SurveyAnswer names, TERMINAL_MISMATCH. A
// survey that neither the sale's program nor the live one has is kept all the same, as it may have been
// asked by another: a till must not park a customer's word for that.
absl::Status KeepSurveyAnswer(const Context& context, storage::Transaction& transaction,
                              const v1::SurveyAnswer& answer);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SURVEYS_KEEP_ANSWER_H_
