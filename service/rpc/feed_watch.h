#ifndef TESSERA_RPC_FEED_WATCH_H_
#define TESSERA_RPC_FEED_WATCH_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"

namespace tessera::rpc {

// v1::WatchFeedRequest to v1::WatchFeedResponse, both as bytes: stored documents pass through as they are.
// The first page comes at once, though it be empty; then each when the one before is on its way, and a
// watch that has read all rests until the signal wakes it. Holds one page of memory, and no thread while
// it rests.
grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchFeed(Front& front,
                                                      grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request);

// The same of v1::SnapshotFeedRequest and v1::SnapshotFeedResponse, on the operators' lane.
grpc::ServerWriteReactor<grpc::ByteBuffer>* SnapshotFeed(Front& front,
                                                         grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* request);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_FEED_WATCH_H_
