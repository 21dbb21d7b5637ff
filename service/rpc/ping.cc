#include "tessera/rpc/ping.h"

#include "tessera/rpc/report.h"
#include "tessera/rpc/unary.h"

namespace tessera::rpc {

grpc::ServerUnaryReactor* Ping(Front& front, grpc::CallbackServerContext* context,
                               const v1::PingRequest* request, v1::PingResponse* response) {
  auto* reactor = new UnaryReactor(front, kPing, *context);
  Call& call = reactor->call();
  absl::Status admitted = call.Admit();
  if (admitted.ok()) admitted = call.CheckTerminal(request->store_id(), request->terminal_id());
  if (admitted.ok() && request->has_report()) KeepReport(call, *request);
  response->set_as_of_us(front.clock.Now().us);
  reactor->End(admitted);
  return reactor;
}

}  // namespace tessera::rpc
