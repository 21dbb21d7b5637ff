// Questions about figures: each may read millions of receipts, so few are answered at once.
#ifndef TESSERA_RPC_QUESTION_H_
#define TESSERA_RPC_QUESTION_H_

#include <atomic>

#include <grpcpp/support/server_callback.h>

#include "tessera/base/status.h"
#include "tessera/rpc/unary.h"

namespace tessera::rpc {

// Places for questions. Thread-safe.
class Questions {
 public:
  // RESOURCE_EXHAUSTED / QUERY_RUNNING where all are taken.
  absl::Status Enter() {
    if (++asked_ <= kMostAtOnce) return absl::OkStatus();
    --asked_;
    return MakeError(absl::StatusCode::kResourceExhausted, "QUERY_RUNNING", "",
                     "two questions about figures are being answered already; ask again when one of "
                     "them is");
  }
  void Leave() { --asked_; }

 private:
  static constexpr int kMostAtOnce = 2;
  std::atomic<int> asked_{0};
};

// Runs `answer`, absl::Status(Call&), on the method's lane, with a place of `questions`, which outlives the
// server's calls.
template <typename Answer>
grpc::ServerUnaryReactor* RunQuestion(Front& front, Questions& questions, const Method& method,
                                      grpc::CallbackServerContext* context, Answer answer) {
  auto* reactor = new UnaryReactor(front, method, *context);
  absl::Status admitted = reactor->call().Admit();
  if (admitted.ok()) admitted = questions.Enter();
  if (!admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  const auto work = [=, &questions] {
    absl::Status outcome = reactor->call().CheckAlive();
    if (outcome.ok()) outcome = answer(reactor->call());
    // Before the answer, so that who has it may ask again.
    questions.Leave();
    reactor->End(outcome);
  };
  if (front.LaneOf(method).TrySubmit(work)) return reactor;
  questions.Leave();
  reactor->End(QueueFull());
  return reactor;
}

// Answers `request` by an operation in a transaction.
template <typename Request, typename Response, typename Operation>
grpc::ServerUnaryReactor* Ask(Front& front, Questions& questions, const Method& method,
                              grpc::CallbackServerContext* context, const Request* request,
                              Response* response, Operation operation) {
  return RunQuestion(front, questions, method, context, [=, &front](Call& call) {
    return front.store.Read([&](storage::ReadTransaction& transaction) {
      return Put(operation(call.NewContext(), transaction, *request), response);
    });
  });
}

// The same in two steps: what `read` found is worked on when its transaction has ended.
template <typename Request, typename Response, typename Input>
grpc::ServerUnaryReactor* AskAndWork(Front& front, Questions& questions, const Method& method,
                                     grpc::CallbackServerContext* context, const Request* request,
                                     Response* response, ReadOperation<Request, Input> read,
                                     absl::StatusOr<Response> (*work)(const Input&)) {
  return RunQuestion(front, questions, method, context, [=, &front](Call& call) -> absl::Status {
    Input input;
    TESSERA_RETURN_IF_ERROR(front.store.Read([&](storage::ReadTransaction& transaction) {
      return Put(read(call.NewContext(), transaction, *request), &input);
    }));
    TESSERA_RETURN_IF_ERROR(call.CheckAlive());
    return Put(work(input), response);
  });
}

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_QUESTION_H_
