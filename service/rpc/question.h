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

// Answers `request` on the method's lane, with a place of `questions`, which outlives the server's calls.
template <typename Request, typename Response, typename Operation>
grpc::ServerUnaryReactor* Ask(Front& front, Questions& questions, const Method& method,
                              grpc::CallbackServerContext* context, const Request* request,
                              Response* response, Operation operation) {
  auto* reactor = new UnaryReactor(front, method, *context);
  absl::Status admitted = reactor->call().Admit();
  if (admitted.ok()) admitted = questions.Enter();
  if (!admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  const auto answer = [=, &front, &questions] {
    absl::Status outcome = reactor->call().CheckAlive();
    if (outcome.ok()) {
      outcome = front.store.Read([&](storage::ReadTransaction& transaction) {
        return Put(operation(reactor->call().NewContext(), transaction, *request), response);
      });
    }
    // Before the answer, so that who has it may ask again.
    questions.Leave();
    reactor->End(outcome);
  };
  if (front.LaneOf(method).TrySubmit(answer)) return reactor;
  questions.Leave();
  reactor->End(QueueFull());
  return reactor;
}

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_QUESTION_H_
