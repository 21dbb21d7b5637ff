#ifndef TESSERA_RPC_SNAPSHOT_H_
#define TESSERA_RPC_SNAPSHOT_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::rpc {

// Reads page after page on the long lane, each when the one before is on its way: a slow terminal
// holds one page of memory and no thread.
grpc::ServerWriteReactor<v1::SnapshotResponse>* Snapshot(Front& front,
                                                         grpc::CallbackServerContext* context,
                                                         const v1::SnapshotRequest* request);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_SNAPSHOT_H_
