#include "tessera/rpc/feed_watch.h"

#include "tessera/base/status.h"
#include "tessera/operations/feed/read_feed.h"
#include "tessera/rpc/keep_act.h"
#include "tessera/rpc/raw_message.h"
#include "tessera/rpc/unary.h"
#include "tessera/rpc/watching.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {
namespace {

class FeedReactor final : public WatchingReactor<grpc::ByteBuffer> {
 public:
  FeedReactor(Front& front, grpc::CallbackServerContext& context)
      : WatchingReactor(front, kWatchFeed, context, front.events) {}

  void Begin(const grpc::ByteBuffer& request) {
    absl::Status admitted = call().Admit();
    if (admitted.ok()) admitted = Read(request);
    if (admitted.ok()) admitted = TakePlace();
    if (!admitted.ok()) return End(admitted);
    Start();
  }

 private:
  absl::Status Read(const grpc::ByteBuffer& raw) {
    v1::WatchFeedRequest request;
    TESSERA_RETURN_IF_ERROR(ReadRaw(raw, &request));
    TESSERA_ASSIGN_OR_RETURN(filter_, operations::ReadFeedFilter(request.filter()));
    TESSERA_ASSIGN_OR_RETURN(limit_, operations::FeedPageSize(request.page_size()));
    start_ = {request.cursor(), request.from_now()};
    return filter_.with_profiles ? call().CheckRole(Role::kEditor) : absl::OkStatus();
  }

  absl::StatusOr<WatchedPage> ReadPage(grpc::ByteBuffer* response) override {
    if (filter_.with_profiles && start_.cursor.empty()) {
      TESSERA_RETURN_IF_ERROR(KeepAct(call(), "WatchFeed", kWithProfiles));
    }
    operations::feed::Page page;
    TESSERA_RETURN_IF_ERROR(call().front().store.Read([&](storage::ReadTransaction& transaction) {
      return Put(operations::ReadFeed(call().NewContext(), transaction, start_, filter_, limit_),
                 &page);
    }));
    const bool moved = page.events_size() > 0 || page.position().cursor() != start_.cursor;
    start_.cursor = page.position().cursor();
    *response = WriteRaw(page);
    return WatchedPage{moved, moved && page.position().behind() > 0};
  }

  operations::FeedFilter filter_;
  operations::FeedStart start_;
  int limit_ = 0;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchFeed(Front& front,
                                                      grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request) {
  auto* reactor = new FeedReactor(front, *context);
  reactor->Begin(*request);
  return reactor;
}

}  // namespace tessera::rpc
