#include "tessera/rpc/submit_records.h"

#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/sync/submit_record.h"
#include "tessera/rpc/unary.h"
#include "tessera/rpc/write_series.h"

namespace tessera::rpc {
namespace {

constexpr int kMaximumRecords = 256;
constexpr size_t kOutboxIdBytes = 16;

// Shared by the works of one call.
class Progress {
 public:
  explicit Progress(int count) : faulty_(static_cast<size_t>(count), 0) {}

  // A record that has to come again stops those behind it, never those before it. Called as soon as
  // that is known: in the work, because others of its group follow, or behind the group.
  void StopBehind(int index) {
    int lowest = stopped_behind_;
    while (index < lowest && !stopped_behind_.compare_exchange_weak(lowest, index)) {
    }
  }
  bool IsStopped(int index) const { return index > stopped_behind_; }

  // The service failed at this very record, and would again: not worth stopping the terminal's outbox
  // for. On the writer's thread.
  void SetFaulty(int index, bool faulty) { faulty_[static_cast<size_t>(index)] = faulty ? 1 : 0; }
  bool IsFaulty(int index) const { return faulty_[static_cast<size_t>(index)] != 0; }

 private:
  std::atomic<int> stopped_behind_{std::numeric_limits<int>::max()};
  std::vector<char> faulty_;
};

// A broken invariant, of ours or of the tables. A damaged database is none: it hits everybody, and a
// restored one takes the record.
bool IsFault(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "STORAGE_CORRUPT") return false;
  return status.code() == absl::StatusCode::kInternal ||
         status.code() == absl::StatusCode::kDataLoss || reason == "ROW_EXISTS";
}

absl::Status CheckRecords(const v1::SubmitRecordsRequest& request) {
  if (request.records_size() > kMaximumRecords) {
    return InvalidInput("TOO_MANY_ITEMS", "records", "send at most 256 records at a time");
  }
  if (!request.outbox_id().empty() && request.outbox_id().size() != kOutboxIdBytes) {
    return InvalidInput("OUTBOX_ID_INVALID", "outbox_id", "send 16 bytes, or nothing");
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

std::string NameOf(const v1::OutboxRecord& record) {
  std::string name = absl::StrCat(record.sequence());
  if (record.has_sale()) absl::StrAppend(&name, " sale ", record.sale().sale_id());
  if (record.has_refund()) absl::StrAppend(&name, " refund ", record.refund().refund_id());
  if (record.has_survey()) absl::StrAppend(&name, " survey ", record.survey().answer_id());
  return name;
}

// A refusal is an answer of its own; OK where there is none.
absl::Status RefusalIn(const v1::SubmittedRecord& record) {
  if (record.reason().empty()) return absl::OkStatus();
  return Refused(record.reason(), record.field(), record.message());
}

constexpr char kInternalMessage[] = "the service met an internal error; ask its operator";

// Nothing of it was booked; the terminal parks it, and those behind it go on.
void RefuseFaulty(int64_t sequence, v1::SubmittedRecord* record) {
  record->Clear();
  record->set_sequence(sequence);
  record->set_reason("INTERNAL");
  record->set_message(kInternalMessage);
}

void AskToRetry(const absl::Status& outcome, int64_t sequence, v1::SubmittedRecord* record) {
  record->Clear();
  record->set_sequence(sequence);
  record->set_reason(ReasonOf(outcome));
  record->set_field(FieldOf(outcome));
  record->set_message(outcome.code() == absl::StatusCode::kInternal
                          ? kInternalMessage
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
  WriteSeries series;
  series.count = count;
  series.skip = [=](int i) { return progress->IsStopped(i) ? OutOfTurn() : absl::OkStatus(); };
  series.work = [=](int i, storage::Transaction& transaction) -> absl::Status {
    if (progress->IsStopped(i)) return OutOfTurn();
    // Stays if the work ends with an exception.
    progress->SetFaulty(i, true);
    absl::Status outcome = reactor->call().CheckAlive();
    if (outcome.ok()) {
      operations::Context booking = reactor->call().NewContext();
      booking.caller.outbox_id = request->outbox_id();
      outcome = Put(operations::SubmitRecord(booking, transaction, request->records(i)),
                    response->mutable_records(i));
    }
    progress->SetFaulty(i, IsFault(outcome));
    if (!outcome.ok() && !IsFault(outcome)) progress->StopBehind(i);
    return outcome;
  };
  series.done = [=](int i, const absl::Status& outcome) {
    const int64_t sequence = request->records(i).sequence();
    v1::SubmittedRecord* record = response->mutable_records(i);
    reactor->call().TellItem(NameOf(request->records(i)),
                             outcome.ok() ? RefusalIn(*record) : outcome);
    if (outcome.ok()) return;
    if (progress->IsFaulty(i) && IsFault(outcome)) return RefuseFaulty(sequence, record);
    progress->StopBehind(i);
    AskToRetry(outcome, sequence, record);
  };
  series.end = [=] { reactor->End(absl::OkStatus()); };
  RunSeries(front.store, std::move(series));
  return reactor;
}

}  // namespace tessera::rpc
