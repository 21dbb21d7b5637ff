#include "tessera/rpc/verify_ledger.h"

#include "tessera/base/status.h"
#include "tessera/operations/audit/verify_ledger.h"
#include "tessera/rpc/unary.h"

namespace tessera::rpc {
namespace {

absl::Status Running() {
  return MakeError(absl::StatusCode::kResourceExhausted, "VERIFICATION_RUNNING", "",
                   "the ledger is being verified already; wait for that");
}

}  // namespace

grpc::ServerUnaryReactor* VerifyLedger(Front& front, grpc::CallbackServerContext* context,
                                       const v1::VerifyLedgerRequest* request,
                                       v1::VerifyLedgerResponse* response) {
  auto* reactor = new UnaryReactor(front, kVerifyLedger, *context);
  if (absl::Status admitted = reactor->call().Admit(); !admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  if (front.verifying.exchange(true)) {
    reactor->End(Running());
    return reactor;
  }
  const bool queued = front.LaneOf(kVerifyLedger).TrySubmit([=, &front] {
    absl::Status outcome = reactor->call().CheckAlive();
    if (outcome.ok()) {
      outcome = front.store.Read([&](storage::ReadTransaction& transaction) {
        return Put(operations::VerifyLedger(reactor->call().NewContext(), transaction, *request),
                   response);
      });
    }
    // Before the answer, so that who has it may ask again.
    front.verifying = false;
    reactor->End(outcome);
  });
  if (!queued) {
    front.verifying = false;
    reactor->End(QueueFull());
  }
  return reactor;
}

}  // namespace tessera::rpc
