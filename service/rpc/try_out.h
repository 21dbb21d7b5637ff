#ifndef TESSERA_RPC_TRY_OUT_H_
#define TESSERA_RPC_TRY_OUT_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::rpc {

// Sends how far it is each second, then the report. Runs on the operators' lane, two at a time; ends
// between two slices when nobody waits for it any more, or when the server stops.
grpc::ServerWriteReactor<v1::TryOutProgramResponse>* TryOutProgram(
    Front& front, grpc::CallbackServerContext* context, const v1::TryOutProgramRequest* request);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_TRY_OUT_H_
