#include "tessera/rpc/submit_records.h"

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/submit_record.h"
#include "tessera/rpc/unary.h"

namespace tessera::rpc {
namespace {

constexpr int kMaximumRecords = 256;

struct Progress {
  explicit Progress(int count) : open(count) {}
  std::atomic<int> open;
  // A record was not tried: no later one may be. Set on the thread that saw it, before any later
  // record's work can run.
  std::atomic<bool> broken{false};
};

absl::Status CheckRecords(const v1::SubmitRecordsRequest& request) {
  if (request.records_size() > kMaximumRecords) {
    return InvalidInput("TOO_MANY_ITEMS", "records", "send at most 256 records at a time");
  }
  for (int i = 1; i < request.records_size(); ++i) {
    if (request.records(i).sequence() > request.records(i - 1).sequence()) continue;
    return InvalidInput("SEQUENCE_INVALID", absl::StrCat("records[", i, "].sequence"),
                        "send records in ascending order of their sequence");
  }
  return absl::OkStatus();
}

absl::Status OutOfTurn() {
  return MakeError(absl::StatusCode::kAborted, "RECORD_BEFORE_FAILED", "",
                   "a record before this one could not be tried; send it again behind that one");
}

void AskToRetry(const absl::Status& outcome, int64_t sequence, v1::SubmittedRecord* record) {
  record->Clear();
  record->set_sequence(sequence);
  record->set_reason(ReasonOf(outcome));
  record->set_field(FieldOf(outcome));
  record->set_message(outcome.code() == absl::StatusCode::kInternal
                          ? "the service met an internal error; ask its operator"
                          : std::string(outcome.message()));
  record->set_retry(true);
}

}  // namespace

grpc::ServerUnaryReactor* SubmitRecords(Front& front, grpc::CallbackServerContext* context,
                                        const v1::SubmitRecordsRequest* request,
                                        v1::SubmitRecordsResponse* response) {
  auto* reactor = new UnaryReactor(front, rpc::kSubmitRecords, *context);
  Call& call = reactor->call();
  absl::Status admitted = call.Admit();
  if (admitted.ok()) admitted = call.CheckTerminal(request->store_id(), request->terminal_id());
  if (admitted.ok()) admitted = CheckRecords(*request);
  const int count = request->records_size();
  if (!admitted.ok() || count == 0) {
    reactor->End(admitted);
    return reactor;
  }
  for (int i = 0; i < count; ++i) response->add_records();
  const auto progress = std::make_shared<Progress>(count);
  for (int i = 0; i < count; ++i) {
    front.store.Write(
        [=](storage::Transaction& transaction) -> absl::Status {
          if (progress->broken) return OutOfTurn();
          if (absl::Status alive = reactor->call().CheckAlive(); !alive.ok()) return alive;
          return Put(operations::SubmitRecord(reactor->call().NewContext(), transaction,
                                              request->records(i)),
                     response->mutable_records(i));
        },
        [=](const absl::Status& outcome) {
          if (!outcome.ok()) {
            progress->broken = true;
            AskToRetry(outcome, request->records(i).sequence(), response->mutable_records(i));
          }
          if (--progress->open == 0) reactor->End(absl::OkStatus());
        });
  }
  return reactor;
}

}  // namespace tessera::rpc
