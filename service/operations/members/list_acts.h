#ifndef TESSERA_OPERATIONS_MEMBERS_LIST_ACTS_H_
#define TESSERA_OPERATIONS_MEMBERS_LIST_ACTS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// Of a member that is part of another since, what was done to it before: name it by its id. NOT_FOUND /
// MEMBER_UNKNOWN; INVALID_ARGUMENT / DATE_INVALID, PAGE_SIZE_INVALID, PAGE_TOKEN_INVALID, TEXT_TOO_LONG.
absl::StatusOr<v1::ListActsResponse> ListActs(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              const v1::ListActsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_LIST_ACTS_H_
