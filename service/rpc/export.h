#ifndef TESSERA_RPC_EXPORT_H_
#define TESSERA_RPC_EXPORT_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::rpc {

// Each part in a read transaction of its own, on the operators' lane; the next is read once the one before
// was taken.
grpc::ServerWriteReactor<v1::ExportResponse>* Export(Front& front,
                                                     grpc::CallbackServerContext* context,
                                                     const v1::ExportRequest* request);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_EXPORT_H_
