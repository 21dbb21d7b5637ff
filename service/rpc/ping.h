#ifndef TESSERA_RPC_PING_H_
#define TESSERA_RPC_PING_H_

#include <grpcpp/grpcpp.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::rpc {

// Answers at once; the report is written behind it.
grpc::ServerUnaryReactor* Ping(Front& front, grpc::CallbackServerContext* context,
                               const v1::PingRequest* request, v1::PingResponse* response);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_PING_H_
