#include "tessera/rpc/report.h"

#include "tessera/operations/sync/see_terminal.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {
namespace {

template <typename Request>
void Keep(Call& call, const Request& request) {
  Front& front = call.front();
  front.running.Enter();
  // The call may be over by then.
  operations::Context context = call.NewContext();
  context.still_wanted = nullptr;
  front.store.Write(
      [context, request](storage::Transaction& transaction) {
        return operations::SeeTerminal(context, transaction, request);
      },
      [&front, request](const absl::Status& outcome) {
        const auto& tell = front.options.on_report;
        if (outcome.ok() && tell && request.has_report()) {
          tell(request.store_id(), request.terminal_id(), request.report());
        }
        front.running.Leave();
      });
}

}  // namespace

void KeepReport(Call& call, const v1::WatchRequest& request) { Keep(call, request); }
void KeepReport(Call& call, const v1::PingRequest& request) { Keep(call, request); }

}  // namespace tessera::rpc
