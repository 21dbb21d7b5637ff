// The one path that every unary method takes: admit, run where it may block, answer.
#ifndef TESSERA_RPC_UNARY_H_
#define TESSERA_RPC_UNARY_H_

#include <utility>

#include <grpcpp/support/server_callback.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/rpc/call.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {

// Owned by gRPC from the moment a method returns it until OnDone; request and response live as long.
class UnaryReactor final : public grpc::ServerUnaryReactor {
 public:
  UnaryReactor(Front& front, const Method& method, grpc::CallbackServerContext& context)
      : call_(front, method, context) {}

  Call& call() { return call_; }
  // Answers. The reactor may be gone when it returns.
  void End(const absl::Status& outcome) { Finish(call_.Close(outcome)); }

 private:
  void OnDone() override { delete this; }

  Call call_;
};

template <typename Request, typename Response>
using ReadOperation = absl::StatusOr<Response> (*)(const operations::Context&,
                                                   storage::ReadTransaction&, const Request&);
template <typename Request, typename Response>
using WriteOperation = absl::StatusOr<Response> (*)(const operations::Context&,
                                                    storage::Transaction&, const Request&);

template <typename Response>
absl::Status Put(absl::StatusOr<Response> result, Response* response) {
  if (!result.ok()) return result.status();
  *response = *std::move(result);
  return absl::OkStatus();
}

// Runs `operation` on the method's lane.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* Read(Front& front, const Method& method,
                               grpc::CallbackServerContext* context, const Request* request,
                               Response* response, ReadOperation<Request, Response> operation) {
  auto* reactor = new UnaryReactor(front, method, *context);
  if (absl::Status admitted = reactor->call().Admit(); !admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  const bool queued = front.LaneOf(method).TrySubmit([=, &front] {
    absl::Status outcome = reactor->call().CheckAlive();
    if (outcome.ok()) {
      outcome = front.store.Read([&](storage::ReadTransaction& transaction) {
        return Put(operation(reactor->call().NewContext(), transaction, *request), response);
      });
    }
    reactor->End(outcome);
  });
  if (!queued) reactor->End(QueueFull());
  return reactor;
}

// Runs `operation` on the store's writer and answers when it is durable.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* Write(Front& front, const Method& method,
                                grpc::CallbackServerContext* context, const Request* request,
                                Response* response, WriteOperation<Request, Response> operation) {
  auto* reactor = new UnaryReactor(front, method, *context);
  if (absl::Status admitted = reactor->call().Admit(); !admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  front.store.Write(
      [=](storage::Transaction& transaction) -> absl::Status {
        if (absl::Status alive = reactor->call().CheckAlive(); !alive.ok()) return alive;
        return Put(operation(reactor->call().NewContext(), transaction, *request), response);
      },
      [=](const absl::Status& outcome) { reactor->End(outcome); });
  return reactor;
}

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_UNARY_H_
