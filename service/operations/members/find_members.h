#ifndef TESSERA_OPERATIONS_MEMBERS_FIND_MEMBERS_H_
#define TESSERA_OPERATIONS_MEMBERS_FIND_MEMBERS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// Members each of whose words begins as one of the words asked for does, whatever the case and the order:
// first those whose first name or name that stands first is among them, then, where one word was asked
// for or nobody was found so, those of all others. Who was merged into another is the other.
// INVALID_ARGUMENT / NAME_REQUIRED, NAME_INVALID beyond 8 words, TEXT_TOO_LONG, PAGE_SIZE_INVALID,
// PAGE_TOKEN_INVALID.
absl::StatusOr<v1::FindMembersResponse> FindMembers(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::FindMembersRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_FIND_MEMBERS_H_
