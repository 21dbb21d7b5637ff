#ifndef TESSERA_RPC_VERIFY_LEDGER_H_
#define TESSERA_RPC_VERIFY_LEDGER_H_

#include <grpcpp/support/server_callback.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/ledger_service.pb.h"

namespace tessera::rpc {

// One at a time: it may take hours, and while it reads, what is written stays in the store's log.
// RESOURCE_EXHAUSTED / VERIFICATION_RUNNING. Stops between two pages when nobody waits for it any
// more, or when the server stops.
grpc::ServerUnaryReactor* VerifyLedger(Front& front, grpc::CallbackServerContext* context,
                                       const v1::VerifyLedgerRequest* request,
                                       v1::VerifyLedgerResponse* response);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_VERIFY_LEDGER_H_
