#ifndef TESSERA_OPERATIONS_MEMBERS_LIST_ENTRIES_H_
#define TESSERA_OPERATIONS_MEMBERS_LIST_ENTRIES_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::ListEntriesResponse> ListEntries(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::ListEntriesRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_LIST_ENTRIES_H_
