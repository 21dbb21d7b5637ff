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

// Fills an empty response where it lies: large ones are not worth a copy.
template <typename Request, typename Response>
using ReadInPlaceOperation = absl::Status (*)(const operations::Context&,
                                              storage::ReadTransaction&, const Request&, Response*);
// Finds out of a request what needs no transaction.
template <typename Request, typename Input>
using InputOperation = absl::StatusOr<Input> (*)(const operations::Context&, const Request&);
template <typename Request, typename Response, typename Input>
using PreparedOperation = absl::StatusOr<Response> (*)(const operations::Context&,
                                                       storage::Transaction&, const Request&,
                                                       Input);

template <typename Response>
absl::Status Put(absl::StatusOr<Response> result, Response* response) {
  if (!result.ok()) return result.status();
  *response = *std::move(result);
  return absl::OkStatus();
}

// Runs `work` on the method's lane, and answers.
template <typename Work>
grpc::ServerUnaryReactor* RunRead(Front& front, const Method& method,
                                  grpc::CallbackServerContext* context, Work work) {
  auto* reactor = new UnaryReactor(front, method, *context);
  if (absl::Status admitted = reactor->call().Admit(); !admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  const auto read = [&front, &method, reactor, work] {
    absl::Status outcome = reactor->call().CheckAlive();
    if (outcome.ok()) {
      const auto operation = [&](storage::ReadTransaction& transaction) {
        return work(reactor->call().NewContext(), transaction);
      };
      outcome = method.latest ? front.store.ReadLatest(operation) : front.store.Read(operation);
    }
    reactor->End(outcome);
  };
  if (!front.LaneOf(method).TrySubmit(read)) reactor->End(QueueFull());
  return reactor;
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* Read(Front& front, const Method& method,
                               grpc::CallbackServerContext* context, const Request* request,
                               Response* response, ReadOperation<Request, Response> operation) {
  return RunRead(front, method, context,
                 [=](const operations::Context& caller, storage::ReadTransaction& transaction) {
                   return Put(operation(caller, transaction, *request), response);
                 });
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* ReadInPlace(Front& front, const Method& method,
                                      grpc::CallbackServerContext* context, const Request* request,
                                      Response* response,
                                      ReadInPlaceOperation<Request, Response> operation) {
  return RunRead(front, method, context,
                 [=](const operations::Context& caller, storage::ReadTransaction& transaction) {
                   return operation(caller, transaction, *request, response);
                 });
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

// The same in two steps: `read` here, before the writer's turn; it must not block.
template <typename Request, typename Response, typename Input>
grpc::ServerUnaryReactor* WritePrepared(Front& front, const Method& method,
                                        grpc::CallbackServerContext* context,
                                        const Request* request, Response* response,
                                        InputOperation<Request, Input> read,
                                        PreparedOperation<Request, Response, Input> operation) {
  auto* reactor = new UnaryReactor(front, method, *context);
  const absl::Status admitted = reactor->call().Admit();
  absl::StatusOr<Input> input =
      admitted.ok() ? read(reactor->call().NewContext(), *request) : absl::StatusOr<Input>(admitted);
  if (!input.ok()) {
    reactor->End(input.status());
    return reactor;
  }
  front.store.Write(
      [=, input = *std::move(input)](storage::Transaction& transaction) mutable -> absl::Status {
        if (absl::Status alive = reactor->call().CheckAlive(); !alive.ok()) return alive;
        return Put(operation(reactor->call().NewContext(), transaction, *request, std::move(input)),
                   response);
      },
      [=](const absl::Status& outcome) { reactor->End(outcome); });
  return reactor;
}

// The same where the first step reads the store and takes long: it runs on the method's lane.
template <typename Request, typename Response, typename Input>
grpc::ServerUnaryReactor* ReadThenWrite(
    Front& front, const Method& method, grpc::CallbackServerContext* context,
    const Request* request, Response* response, ReadOperation<Request, Input> prepare,
    PreparedOperation<Request, Response, Input> operation) {
  auto* reactor = new UnaryReactor(front, method, *context);
  if (absl::Status admitted = reactor->call().Admit(); !admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  const auto work = [=, &front] {
    Input input;
    absl::Status read = reactor->call().CheckAlive();
    if (read.ok()) {
      read = front.store.Read([&](storage::ReadTransaction& transaction) {
        return Put(prepare(reactor->call().NewContext(), transaction, *request), &input);
      });
    }
    if (!read.ok()) return reactor->End(read);
    front.store.Write(
        [=, input = std::move(input)](storage::Transaction& transaction) mutable -> absl::Status {
          if (absl::Status alive = reactor->call().CheckAlive(); !alive.ok()) return alive;
          return Put(
              operation(reactor->call().NewContext(), transaction, *request, std::move(input)),
              response);
        },
        [=](const absl::Status& outcome) { reactor->End(outcome); });
  };
  if (!front.LaneOf(method).TrySubmit(work)) reactor->End(QueueFull());
  return reactor;
}

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_UNARY_H_
