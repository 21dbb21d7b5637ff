#ifndef TESSERA_OPERATIONS_MEMBERS_REPLACE_IDENTIFIER_H_
#define TESSERA_OPERATIONS_MEMBERS_REPLACE_IDENTIFIER_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// What is out of use already may still get a replacement.
absl::StatusOr<v1::ReplaceIdentifierResponse> ReplaceIdentifier(const Context& context,
                                                                storage::Transaction& transaction,
                                                                const v1::ReplaceIdentifierRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_REPLACE_IDENTIFIER_H_
