#ifndef TESSERA_OPERATIONS_SYNC_READ_SNAPSHOT_H_
#define TESSERA_OPERATIONS_SYNC_READ_SNAPSHOT_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::operations {

// The header first; then pages of members until one comes back empty. The pages may be read in
// transactions of their own: what changes meanwhile comes again through ReadChanges.
absl::StatusOr<v1::SnapshotHeader> ReadSnapshotHeader(const Context& context,
                                                      storage::ReadTransaction& transaction,
                                                      const v1::SnapshotRequest& request);

// Members after `after_member_id` (empty for the first page), at most `limit`, in the order of ids.
absl::StatusOr<v1::MemberBatch> ReadSnapshotPage(const Context& context,
                                                 storage::ReadTransaction& transaction,
                                                 absl::string_view after_member_id, int limit);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_READ_SNAPSHOT_H_
