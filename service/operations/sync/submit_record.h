#ifndef TESSERA_OPERATIONS_SYNC_SUBMIT_RECORD_H_
#define TESSERA_OPERATIONS_SYNC_SUBMIT_RECORD_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::operations {

// Books one record of a terminal's outbox; a replay answers as the first time. Never fails as a
// whole: a refusal is in the answer (reason, field, message); an error status means that nothing may
// stand of it: INTERNAL that the service failed at this record, others that it must be sent again.
absl::StatusOr<v1::SubmittedRecord> SubmitRecord(const Context& context,
                                                 storage::Transaction& transaction,
                                                 const v1::OutboxRecord& record);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_SUBMIT_RECORD_H_
