#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/feed/read_feed_snapshot.h"
#include "tessera/rpc/call.h"
#include "tessera/rpc/feed_watch.h"
#include "tessera/rpc/keep_act.h"
#include "tessera/rpc/raw_message.h"
#include "tessera/rpc/stream.h"
#include "tessera/rpc/unary.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {
namespace {

// Exactly one step is under way at any time: a task on the lane or a write. So nothing is locked,
// and cancellation shows at the next step.
class FeedSnapshotReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  FeedSnapshotReactor(Front& front, grpc::CallbackServerContext& context)
      : call_(front, kSnapshotFeed, context), place_(front) {}

  void Begin(const grpc::ByteBuffer& raw) {
    absl::Status admitted = call_.Admit();
    if (admitted.ok()) admitted = ReadRaw(raw, &request_);
    if (admitted.ok()) admitted = Put(operations::ReadFeedFilter(request_.filter()), &filter_);
    if (admitted.ok() && filter_.with_profiles) admitted = call_.CheckRole(Role::kEditor);
    if (admitted.ok()) admitted = place_.Take();
    if (admitted.ok() && !Lane().TrySubmit([this] { SendFirst(); })) admitted = QueueFull();
    if (!admitted.ok()) End(admitted);
  }

 private:
  WorkerPool& Lane() { return call_.front().operator_lane; }

  void End(const absl::Status& outcome) {
    place_.Release();
    Finish(call_.Close(outcome));
  }

  absl::Status Begun() {
    if (filter_.with_profiles) TESSERA_RETURN_IF_ERROR(KeepAct(call_, "SnapshotFeed", kWithProfiles));
    return call_.front().store.Read([&](storage::ReadTransaction& transaction) {
      return Put(operations::BeginFeedSnapshot(transaction, filter_, request_.resume()), &at_);
    });
  }

  void SendFirst() {
    const absl::Status begun = Begun();
    if (!begun.ok()) return End(begun);
    SendPart();
  }

  void SendPart() {
    absl::Status read = call_.front().stopping ? Stopping() : call_.CheckAlive();
    operations::feed::Part part;
    if (read.ok()) {
      read = call_.front().store.Read([&](storage::ReadTransaction& transaction) {
        return Put(operations::ReadFeedSnapshotPart(call_.NewContext(), transaction, filter_, at_),
                   &part);
      });
    }
    if (!read.ok()) return End(read);
    response_ = WriteRaw(part);
    StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the reader went away"));
    if (at_.stage == operations::kSnapshotStages) return End(absl::OkStatus());
    Lane().Continue([this] { SendPart(); });
  }

  void OnDone() override { delete this; }

  Call call_;
  StreamPlace place_;
  v1::SnapshotFeedRequest request_;
  operations::FeedFilter filter_;
  operations::SnapshotPlace at_;
  grpc::ByteBuffer response_;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* SnapshotFeed(Front& front,
                                                         grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* request) {
  auto* reactor = new FeedSnapshotReactor(front, *context);
  reactor->Begin(*request);
  return reactor;
}

}  // namespace tessera::rpc
