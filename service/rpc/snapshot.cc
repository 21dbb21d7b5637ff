#include "tessera/rpc/snapshot.h"

#include <string>
#include <utility>

#include "tessera/operations/sync/read_snapshot.h"
#include "tessera/rpc/call.h"
#include "tessera/rpc/stream.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {
namespace {

constexpr int kPageMembers = 1'000;
// Below what a client takes by default (4 MiB); members with many tags could be more.
constexpr size_t kPageBytes = 3 << 20;

// Exactly one step is under way at any time: a task on the lane or a write. So nothing is locked,
// and cancellation shows at the next step.
class SnapshotReactor final : public grpc::ServerWriteReactor<v1::SnapshotResponse> {
 public:
  SnapshotReactor(Front& front, grpc::CallbackServerContext& context,
                  const v1::SnapshotRequest& request)
      : call_(front, kSnapshot, context), place_(front), request_(request) {}

  void Begin() {
    absl::Status admitted = call_.Admit();
    if (admitted.ok()) admitted = call_.CheckTerminal(request_.store_id(), request_.terminal_id());
    if (admitted.ok()) admitted = place_.Take();
    if (admitted.ok() && !Lane().TrySubmit([this] { SendHeader(); })) admitted = QueueFull();
    if (!admitted.ok()) End(admitted);
  }

 private:
  WorkerPool& Lane() { return call_.front().long_lane; }
  void End(const absl::Status& outcome) {
    place_.Release();
    Finish(call_.Close(outcome));
  }

  void SendHeader() {
    const absl::Status read = call_.front().store.Read([this](storage::ReadTransaction& transaction) {
      absl::StatusOr<v1::SnapshotHeader> header =
          operations::ReadSnapshotHeader(call_.NewContext(), transaction, request_);
      if (header.ok()) *part_.mutable_header() = *std::move(header);
      return header.status();
    });
    if (!read.ok()) return End(read);
    cursor_ = part_.header().cursor();
    if (part_.header().resumed()) after_member_id_ = request_.resume().after_member_id();
    StartWrite(&part_);
  }

  void SendPage() {
    absl::Status read = call_.front().stopping ? Stopping() : call_.CheckAlive();
    if (read.ok()) read = ReadPage();
    if (!read.ok() || after_member_id_.empty()) return End(read);
    if (part_.batch().members_size() > 0) return StartWrite(&part_);
    Lane().Continue([this] { SendPage(); });  // nobody of this page is kept in the store
  }

  absl::Status ReadPage() {
    std::string behind;
    for (int limit = kPageMembers;; limit /= 2) {
      const absl::Status read =
          call_.front().store.Read([&](storage::ReadTransaction& transaction) {
            absl::StatusOr<operations::SnapshotPage> page = operations::ReadSnapshotPage(
                call_.NewContext(), transaction, request_.store_id(), cursor_,
                after_member_id_, limit);
            if (!page.ok()) return page.status();
            *part_.mutable_batch() = std::move(page->batch);
            behind = std::move(page->behind);
            return absl::OkStatus();
          });
      if (!read.ok()) return read;
      if (limit > 1 && part_.ByteSizeLong() > kPageBytes) continue;
      after_member_id_ = std::move(behind);
      return read;
    }
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the terminal went away"));
    part_.Clear();
    Lane().Continue([this] { SendPage(); });
  }

  void OnDone() override { delete this; }

  Call call_;
  StreamPlace place_;
  const v1::SnapshotRequest& request_;
  v1::SnapshotResponse part_;
  std::string cursor_;           // of the header
  std::string after_member_id_;  // behind whom the next page begins
};

}  // namespace

grpc::ServerWriteReactor<v1::SnapshotResponse>* Snapshot(Front& front,
                                                         grpc::CallbackServerContext* context,
                                                         const v1::SnapshotRequest* request) {
  auto* reactor = new SnapshotReactor(front, *context, *request);
  reactor->Begin();
  return reactor;
}

}  // namespace tessera::rpc
