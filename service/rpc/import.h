#ifndef TESSERA_RPC_IMPORT_H_
#define TESSERA_RPC_IMPORT_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::rpc {

// Reads the next messages while those before are on their way to the disk, a few at a time, and no more
// while nobody takes the answers, so that an import neither fills the memory nor the queue that tills share.
// Each message is answered when all of it is durable. RESOURCE_EXHAUSTED / IMPORT_RUNNING beyond
// ServerOptions::imports; DEADLINE_EXCEEDED / IMPORT_IDLE behind ServerOptions::import_idle.
grpc::ServerBidiReactor<v1::ImportRequest, v1::ImportResponse>* Import(
    Front& front, grpc::CallbackServerContext* context);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_IMPORT_H_
