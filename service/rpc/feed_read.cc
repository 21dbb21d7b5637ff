#include "tessera/rpc/feed_read.h"

#include <utility>

#include "absl/status/statusor.h"
#include "tessera/base/status.h"
#include "tessera/operations/feed/read_feed.h"
#include "tessera/rpc/keep_act.h"
#include "tessera/rpc/raw_message.h"
#include "tessera/rpc/unary.h"

namespace tessera::rpc {
namespace {

absl::StatusOr<operations::feed::Page> ReadOne(Call& call, const grpc::ByteBuffer& raw) {
  v1::ReadFeedRequest request;
  TESSERA_RETURN_IF_ERROR(ReadRaw(raw, &request));
  TESSERA_ASSIGN_OR_RETURN(const auto filter, operations::ReadFeedFilter(request.filter()));
  TESSERA_ASSIGN_OR_RETURN(const int limit, operations::FeedPageSize(request.page_size()));
  if (filter.with_profiles) TESSERA_RETURN_IF_ERROR(call.CheckRole(Role::kEditor));
  // Whoever goes on from a cursor began once.
  if (filter.with_profiles && request.cursor().empty()) {
    TESSERA_RETURN_IF_ERROR(KeepAct(call, "ReadFeed", kWithProfiles));
  }
  operations::feed::Page page;
  TESSERA_RETURN_IF_ERROR(call.front().store.Read([&](storage::ReadTransaction& transaction) {
    return Put(operations::ReadFeed(call.NewContext(), transaction,
                                    {request.cursor(), request.from_now()}, filter, limit),
               &page);
  }));
  return page;
}

}  // namespace

grpc::ServerUnaryReactor* ReadFeed(Front& front, grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  auto* reactor = new UnaryReactor(front, kReadFeed, *context);
  if (absl::Status admitted = reactor->call().Admit(); !admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  const bool queued = front.feed_lane.TrySubmit([=] {
    absl::Status outcome = reactor->call().CheckAlive();
    if (outcome.ok()) {
      const auto page = ReadOne(reactor->call(), *request);
      outcome = page.status();
      if (page.ok()) *response = WriteRaw(*page);
    }
    reactor->End(outcome);
  });
  if (!queued) reactor->End(QueueFull());
  return reactor;
}

}  // namespace tessera::rpc
