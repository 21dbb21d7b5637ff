#ifndef TESSERA_OPERATIONS_PROGRAMS_WITHDRAW_PUBLICATION_H_
#define TESSERA_OPERATIONS_PROGRAMS_WITHDRAW_PUBLICATION_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::WithdrawPublicationResponse> WithdrawPublication(
    const Context& context, storage::Transaction& transaction,
    const v1::WithdrawPublicationRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_WITHDRAW_PUBLICATION_H_
