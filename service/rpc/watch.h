#ifndef TESSERA_RPC_WATCH_H_
#define TESSERA_RPC_WATCH_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::rpc {

// Sends what changed after the cursor, page by page, then rests until the change signal wakes it.
// The first response comes at once, even without changes: it tells the terminal that it is up to
// date. Holds no thread while it rests.
grpc::ServerWriteReactor<v1::WatchResponse>* Watch(Front& front,
                                                   grpc::CallbackServerContext* context,
                                                   const v1::WatchRequest* request);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_WATCH_H_
