// What OperatorService does.
#ifndef TESSERA_RPC_OPERATOR_CALLS_H_
#define TESSERA_RPC_OPERATOR_CALLS_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/operator_service.pb.h"

namespace tessera::rpc {

// Each runs on the operators' lane and ends early when nobody waits for it any more, or when the
// server stops. A job goes on from there at its time; of a copy that is not whole nothing is left.
grpc::ServerUnaryReactor* RunJob(Front& front, grpc::CallbackServerContext* context,
                                 const v1::RunJobRequest* request, v1::RunJobResponse* response);
grpc::ServerUnaryReactor* ListJobs(Front& front, grpc::CallbackServerContext* context,
                                   const v1::ListJobsRequest* request,
                                   v1::ListJobsResponse* response);
grpc::ServerUnaryReactor* Backup(Front& front, grpc::CallbackServerContext* context,
                                 const v1::BackupRequest* request, v1::BackupResponse* response);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_OPERATOR_CALLS_H_
