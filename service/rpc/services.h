// The generated services, bound to the operations. One line per method.
#ifndef TESSERA_RPC_SERVICES_H_
#define TESSERA_RPC_SERVICES_H_

#include <memory>
#include <vector>

#include <grpcpp/impl/codegen/service_type.h>

#include "tessera/rpc/front.h"

namespace tessera::rpc {

// All of them; `front` outlives them.
std::vector<std::unique_ptr<grpc::Service>> MakeServices(Front& front);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_SERVICES_H_
