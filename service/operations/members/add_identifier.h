#ifndef TESSERA_OPERATIONS_MEMBERS_ADD_IDENTIFIER_H_
#define TESSERA_OPERATIONS_MEMBERS_ADD_IDENTIFIER_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// What points to the member already is no error: it goes on to.
absl::StatusOr<v1::AddIdentifierResponse> AddIdentifier(const Context& context,
                                                        storage::Transaction& transaction,
                                                        const v1::AddIdentifierRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_ADD_IDENTIFIER_H_
