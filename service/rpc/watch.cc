#include "tessera/rpc/watch.h"

#include <algorithm>
#include <optional>
#include <string>

#include "tessera/base/status.h"
#include "tessera/operations/sync/read_changes.h"
#include "tessera/operations/sync/see_terminal.h"
#include "tessera/rpc/report.h"
#include "tessera/rpc/unary.h"
#include "tessera/rpc/watching.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {
namespace {

constexpr int kPageChanges = 1'000;
// Below what a client takes by default (4 MiB); a page of published programs could be more.
constexpr size_t kPageBytes = 3 << 20;

class WatchReactor final : public WatchingReactor<v1::WatchResponse> {
 public:
  WatchReactor(Front& front, grpc::CallbackServerContext& context, const v1::WatchRequest& request)
      : WatchingReactor(front, kWatch, context, front.changes),
        request_(request),
        cursor_(request.cursor()),
        runs_(operations::VersionThatRuns(request)) {}
  ~WatchReactor() override {
    if (present_) call().front().presence.Leave(request_.store_id(), request_.terminal_id());
  }

  void Begin() {
    absl::Status admitted = call().Admit();
    if (admitted.ok()) admitted = call().CheckTerminal(request_.store_id(), request_.terminal_id());
    if (admitted.ok()) admitted = TakePlace();
    if (!admitted.ok()) return End(admitted);
    KeepReport(call(), request_);
    call().front().presence.Enter(request_.store_id(), request_.terminal_id());
    present_ = true;
    Start();
  }

 private:
  absl::StatusOr<WatchedPage> ReadPage(v1::WatchResponse* response) override {
    for (int limit = kPageChanges;; limit = std::max(1, limit / 4)) {
      TESSERA_RETURN_IF_ERROR(
          call().front().store.Read([&](storage::ReadTransaction& transaction) {
            return Put(operations::ReadChanges(call().NewContext(), transaction,
                                               request_.store_id(), cursor_, limit, runs_),
                       response);
          }));
      if (limit == 1 || response->ByteSizeLong() <= kPageBytes) break;
    }
    cursor_ = response->cursor();
    for (const v1::Change& change : response->changes()) {
      if (change.has_program()) runs_ = change.program().version();
    }
    return WatchedPage{response->changes_size() > 0, response->more()};
  }

  const v1::WatchRequest& request_;
  std::string cursor_;
  // The program's version that the terminal has by now; none before it told or was sent one.
  std::optional<int64_t> runs_;
  bool present_ = false;  // its terminal counts as watching
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchResponse>* Watch(Front& front,
                                                   grpc::CallbackServerContext* context,
                                                   const v1::WatchRequest* request) {
  auto* reactor = new WatchReactor(front, *context, *request);
  reactor->Begin();
  return reactor;
}

}  // namespace tessera::rpc
