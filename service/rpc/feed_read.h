#ifndef TESSERA_RPC_FEED_READ_H_
#define TESSERA_RPC_FEED_READ_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"

namespace tessera::rpc {

// v1::ReadFeedRequest to v1::ReadFeedResponse, both as bytes.
grpc::ServerUnaryReactor* ReadFeed(Front& front, grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_FEED_READ_H_
