#ifndef TESSERA_OPERATIONS_SYNC_READ_SNAPSHOT_H_
#define TESSERA_OPERATIONS_SYNC_READ_SNAPSHOT_H_

#include <string>

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::operations {

// The header first; then pages of members until the last. The pages may be read in transactions of their
// own: what changes meanwhile comes again through ReadChanges. `resumed` is set if the request's cursor is
// still good, and the pages go on behind its member.
absl::StatusOr<v1::SnapshotHeader> ReadSnapshotHeader(const Context& context,
                                                      storage::ReadTransaction& transaction,
                                                      const v1::SnapshotRequest& request);

struct SnapshotPage {
  v1::MemberBatch batch;  // of those who are kept: perhaps of nobody
  std::string behind;     // the next page begins behind this member; empty: there is none
};

// Of the next `limit` members after `after_member_id` (empty for the first page), in the order of ids,
// those whom terminals of the store keep. FAILED_PRECONDITION / CURSOR_TOO_OLD where the program keeps
// others by now than when the header, whose `cursor` this is, was read: a snapshot must not be of both.
absl::StatusOr<SnapshotPage> ReadSnapshotPage(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              absl::string_view store_id, absl::string_view cursor,
                                              absl::string_view after_member_id, int limit);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_READ_SNAPSHOT_H_
