#ifndef TESSERA_RPC_SUBMIT_RECORDS_H_
#define TESSERA_RPC_SUBMIT_RECORDS_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::rpc {

// Each record in a write of its own, in order. A record that is refused does not stop those behind
// it; one that could not be tried does, so that none overtakes it: they are answered with `retry`.
grpc::ServerUnaryReactor* SubmitRecords(Front& front, grpc::CallbackServerContext* context,
                                        const v1::SubmitRecordsRequest* request,
                                        v1::SubmitRecordsResponse* response);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_SUBMIT_RECORDS_H_
