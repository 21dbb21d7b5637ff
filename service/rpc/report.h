#ifndef TESSERA_RPC_REPORT_H_
#define TESSERA_RPC_REPORT_H_

#include "tessera/rpc/call.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::rpc {

// Keeps that a terminal was heard of, and how it is doing, without waiting for it: a report that finds no
// place in the queue is worth no refused call.
void KeepReport(Call& call, const v1::WatchRequest& request);
void KeepReport(Call& call, const v1::PingRequest& request);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_REPORT_H_
