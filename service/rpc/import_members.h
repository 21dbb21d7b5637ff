#ifndef TESSERA_RPC_IMPORT_MEMBERS_H_
#define TESSERA_RPC_IMPORT_MEMBERS_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::rpc {

// Each member in a write of its own, so that each succeeds or fails alone; group commit puts them
// into few transactions. No more than kSeriesWindow of them wait in the store's queue.
grpc::ServerUnaryReactor* ImportMembers(Front& front, grpc::CallbackServerContext* context,
                                        const v1::ImportMembersRequest* request,
                                        v1::ImportMembersResponse* response);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_IMPORT_MEMBERS_H_
