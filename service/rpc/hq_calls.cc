#include "tessera/rpc/hq_calls.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/stores/list_terminals.h"
#include "tessera/operations/stores/remove_terminal.h"
#include "tessera/operations/stores/see_terminals.h"
#include "tessera/operations/surveys/answer_survey.h"
#include "tessera/rpc/unary.h"

namespace tessera::rpc {
namespace {

// In one work: tills that commit wait behind it.
constexpr size_t kSeenAtOnce = 256;

}  // namespace

grpc::ServerUnaryReactor* ListTerminals(Front& front, grpc::CallbackServerContext* context,
                                        const v1::ListTerminalsRequest* request,
                                        v1::ListTerminalsResponse* response) {
  return RunRead(front, kListTerminals, context,
                 [&front, request, response](const operations::Context& caller,
                                             storage::ReadTransaction& transaction) {
                   const auto is_watching = [&front](const std::string& store_id,
                                                     const std::string& terminal_id) {
                     return front.presence.IsWatching(store_id, terminal_id);
                   };
                   return Put(operations::ListTerminals(caller, transaction, *request, is_watching),
                              response);
                 });
}

grpc::ServerUnaryReactor* RemoveTerminal(Front& front, grpc::CallbackServerContext* context,
                                         const v1::RemoveTerminalRequest* request,
                                         v1::RemoveTerminalResponse* response) {
  auto* reactor = new UnaryReactor(front, rpc::kRemoveTerminal, *context);
  if (absl::Status admitted = reactor->call().Admit(); !admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  front.store.Write(
      [=, &front](storage::Transaction& transaction) -> absl::Status {
        if (absl::Status alive = reactor->call().CheckAlive(); !alive.ok()) return alive;
        const operations::Context caller = reactor->call().NewContext();
        front.presence.Forget(request->terminal().store_id(), request->terminal().terminal_id());
        return Put(operations::RemoveTerminal(caller, transaction, *request), response);
      },
      [=](const absl::Status& outcome) { reactor->End(outcome); });
  return reactor;
}

grpc::ServerUnaryReactor* AnswerSurvey(Front& front, grpc::CallbackServerContext* context,
                                       const v1::AnswerSurveyRequest* request,
                                       v1::AnswerSurveyResponse* response) {
  auto* reactor = new UnaryReactor(front, rpc::kAnswerSurvey, *context);
  absl::Status admitted = reactor->call().Admit();
  const std::string caller = reactor->call().NewContext().caller.principal;
  const auto check = [&front, caller, request] {
    return request->link_code().empty()
               ? absl::OkStatus()
               : front.wrong_links.Check(caller, request->link_code(), front.clock.Monotonic());
  };
  if (admitted.ok()) admitted = check();
  if (!admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  front.store.Write(
      [=, &front](storage::Transaction& transaction) -> absl::Status {
        if (absl::Status alive = reactor->call().CheckAlive(); !alive.ok()) return alive;
        // Once more: works come one after another, and many calls may have been let in at once.
        if (absl::Status may = check(); !may.ok()) return may;
        const absl::Status answered = Put(
            operations::AnswerSurvey(reactor->call().NewContext(), transaction, *request), response);
        if (ReasonOf(answered) == "LINK_INVALID") {
          front.wrong_links.Add(caller, request->link_code(), front.clock.Monotonic());
        }
        return answered;
      },
      [=](const absl::Status& outcome) { reactor->End(outcome); });
  return reactor;
}

namespace {

// The next portion goes into the queue when the one before is kept, behind what came meanwhile.
void Keep(Front& front, std::shared_ptr<operations::SeenTerminals> seen) {
  if (seen->empty()) return;
  operations::SeenTerminals portion;
  while (portion.size() < kSeenAtOnce && !seen->empty()) {
    portion.insert(seen->extract(seen->begin()));
  }
  front.running.Enter();
  front.store.Write(
      [portion = std::move(portion)](storage::Transaction& transaction) {
        return operations::SeeTerminals(transaction, portion);
      },
      [&front, seen = std::move(seen)](const absl::Status& kept) {
        if (kept.ok()) Keep(front, seen);
        front.running.Leave();
      });
}

}  // namespace

void KeepPresence(Front& front) {
  Keep(front, std::make_shared<operations::SeenTerminals>(
                  front.presence.TakeMoved(front.clock.Now())));
}

}  // namespace tessera::rpc
