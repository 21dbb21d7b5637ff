#ifndef TESSERA_OPERATIONS_MEMBERS_IMPORT_MEMBER_H_
#define TESSERA_OPERATIONS_MEMBERS_IMPORT_MEMBER_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// One item of ImportMembers, in a transaction of its own.
absl::Status ImportMember(const Context& context, storage::Transaction& transaction,
                          const v1::MemberImport& item);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_IMPORT_MEMBER_H_
