#include "tessera/plugin/sync/delivery.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

constexpr int64_t kBatchRecords = 64;
constexpr size_t kBatchBytes = 512 * 1024;  // half of what the service takes in one message

absl::Status SendAgain() {
  return MakeError(absl::StatusCode::kUnavailable, "SERVICE_BUSY", "",
                   "the service asks to send records again");
}

// The wire's answer has no code of its own: the reason tells.
absl::Status ToStatus(const v1::SubmittedRecord& answer) {
  const std::string& reason = answer.reason();
  const absl::StatusCode code = absl::EndsWith(reason, "_UNKNOWN") ? absl::StatusCode::kNotFound
                                : absl::EndsWith(reason, "_INVALID")
                                    ? absl::StatusCode::kInvalidArgument
                                    : absl::StatusCode::kFailedPrecondition;
  return MakeError(code, reason, answer.field(), answer.message());
}

v1::SubmittedRecord RefusedBy(const v1::OutboxRecord& record, const absl::Status& status) {
  v1::SubmittedRecord answer;
  answer.set_sequence(record.sequence());
  answer.set_reason(ReasonOf(status));
  answer.set_field(FieldOf(status));
  answer.set_message(std::string(status.message()));
  return answer;
}

// With policy RECORD the service books these sales, so a refusal is not its last word.
bool BookedIfRecorded(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "PROGRAM_UNKNOWN" || reason == "MEMBER_UNKNOWN";
}

}  // namespace

absl::StatusOr<Delivery::Outcome> Delivery::Hand(const v1::OutboxRecord& record,
                                                 const OutboxNote& note, const Terms& terms) {
  const std::string& subject = SubjectOf(record);
  {
    std::lock_guard<std::mutex> lock(awaited_mutex_);
    awaited_[subject] = Awaited{terms.refusable, std::nullopt};
  }
  // Whatever happens: nobody is told what nobody waits for.
  const absl::Cleanup stop = [&] { StopWaiting(subject); };
  TESSERA_RETURN_IF_ERROR(outbox_.Append(record, note).status());
  if (terms.wait.us > 0 && service_.breaker().Closed()) {
    TryUntil({clock_.Monotonic().us + terms.wait.us}, subject, terms);
  }
  const std::optional<v1::SubmittedRecord> answer = StopWaiting(subject);
  if (!answer.has_value()) {
    Leave();
    return Outcome{};
  }
  if (!answer->reason().empty()) return ToStatus(*answer);
  return Outcome{true, *answer};
}

void Delivery::Leave() {
  std::lock_guard<std::mutex> lock(wake_mutex_);
  wake_();
}

void Delivery::TryUntil(Duration deadline, const std::string& subject, const Terms& terms) {
  while (TakeTurn(deadline)) {
    const absl::Cleanup end = [this] { EndTurn(); };
    const Duration left{deadline.us - clock_.Monotonic().us};
    if (Answered(subject) || left.us <= 0) return;
    if (!Attempt(left, terms.may_differ_be_refused).ok() || Answered(subject)) return;
  }
}

absl::Status Delivery::DeliverPending() {
  if (outbox_.counts().pending == 0) return absl::OkStatus();
  if (!TakeTurn({clock_.Monotonic().us + options_.background_timeout.us})) return absl::OkStatus();
  const absl::Cleanup end = [this] { EndTurn(); };
  return Attempt(options_.background_timeout, false);
}

// Blocks at most until `deadline` of the monotonic clock.
bool Delivery::TakeTurn(Duration deadline) {
  std::unique_lock<std::mutex> lock(turn_mutex_);
  const int64_t left_us = deadline.us - clock_.Monotonic().us;
  if (left_us <= 0) return false;
  if (!turn_ended_.wait_for(lock, std::chrono::microseconds(left_us), [this] { return !taken_; })) {
    return false;
  }
  taken_ = true;
  return true;
}

void Delivery::EndTurn() {
  {
    std::lock_guard<std::mutex> lock(turn_mutex_);
    taken_ = false;
  }
  turn_ended_.notify_one();
}

bool Delivery::Answered(const std::string& subject) {
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  const auto found = awaited_.find(subject);
  return found != awaited_.end() && found->second.answer.has_value();
}

std::optional<v1::SubmittedRecord> Delivery::StopWaiting(const std::string& subject) {
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  const auto found = awaited_.find(subject);
  if (found == awaited_.end()) return std::nullopt;
  std::optional<v1::SubmittedRecord> answer = std::move(found->second.answer);
  awaited_.erase(found);
  return answer;
}

absl::Status Delivery::Attempt(Duration timeout, bool may_commit) {
  TESSERA_ASSIGN_OR_RETURN(std::vector<v1::OutboxRecord> records, outbox_.Pending(batch_size_));
  if (records.empty()) return absl::OkStatus();
  if (may_commit && records.size() == 1 && records[0].has_sale()) {
    const Duration began = clock_.Monotonic();
    bool undecided = false;
    TESSERA_RETURN_IF_ERROR(TryCommit(records[0], timeout, &undecided));
    if (!undecided) return absl::OkStatus();
    timeout.us -= clock_.Monotonic().us - began.us;
    if (timeout.us <= 0) return SendAgain();
  }
  size_t bytes = 0;
  size_t count = 0;
  while (count < records.size() &&
         (count == 0 || bytes + records[count].ByteSizeLong() <= kBatchBytes)) {
    bytes += records[count++].ByteSizeLong();
  }
  records.resize(count);
  return Submit(records, timeout);
}

absl::Status Delivery::TryCommit(const v1::OutboxRecord& record, Duration timeout,
                                 bool* undecided) {
  v1::CommitRequest request;
  *request.mutable_sale() = record.sale();
  request.set_difference_policy(v1::DIFFERENCE_POLICY_REFUSE);
  const absl::StatusOr<v1::CommitResponse> response =
      service_.Try([&](Service& service) { return service.Commit(request, timeout); });
  if (response.ok()) {
    v1::SubmittedRecord answer;
    answer.set_sequence(record.sequence());
    *answer.mutable_sale() = response->result();
    return Take({record}, {answer});
  }
  if (!IsRefusal(response.status())) return response.status();
  if (BookedIfRecorded(response.status())) {
    *undecided = true;
    return absl::OkStatus();
  }
  // If it can't be withdrawn it stands: it will be booked as shown.
  *undecided = !Tell(record, RefusedBy(record, response.status()));
  return absl::OkStatus();
}

absl::Status Delivery::Submit(const std::vector<v1::OutboxRecord>& records, Duration timeout) {
  v1::SubmitRecordsRequest request;
  request.set_terminal_id(options_.terminal_id);
  request.set_store_id(options_.store_id);
  for (const v1::OutboxRecord& record : records) *request.add_records() = record;
  const absl::StatusOr<v1::SubmitRecordsResponse> response =
      service_.Try([&](Service& service) { return service.SubmitRecords(request, timeout); });
  if (response.ok()) {
    batch_size_ = kBatchRecords;
    return Take(records, {response->records().begin(), response->records().end()});
  }
  if (!IsRefusal(response.status())) return response.status();
  // One of them spoils the batch: alone, it can be told from the rest, and be parked.
  if (records.size() > 1) {
    batch_size_ = 1;
    return absl::OkStatus();
  }
  batch_size_ = kBatchRecords;
  return Take(records, {RefusedBy(records[0], response.status())});
}

absl::Status Delivery::Take(const std::vector<v1::OutboxRecord>& records,
                            const std::vector<v1::SubmittedRecord>& answers) {
  std::vector<v1::SubmittedRecord> settled;
  for (const v1::SubmittedRecord& answer : answers) {
    const auto record =
        std::find_if(records.begin(), records.end(), [&](const v1::OutboxRecord& one) {
          return one.sequence() == answer.sequence();
        });
    if (record == records.end() || answer.retry()) continue;
    if (answer.reason().empty()) {
      // Told first: the host need not wait until the record is struck off.
      Tell(*record, answer);
      settled.push_back(answer);
    } else if (!Tell(*record, answer)) {
      settled.push_back(answer);
    }
  }
  if (settled.empty() && answers.empty()) return SendAgain();
  TESSERA_RETURN_IF_ERROR(outbox_.Settle(settled));
  const bool again = answers.size() < records.size() ||
                     std::any_of(answers.begin(), answers.end(),
                                 [](const v1::SubmittedRecord& answer) { return answer.retry(); });
  return again ? SendAgain() : absl::OkStatus();
}

// Gives the answer to the host that waits for it, if there is one and it may still have this answer:
// a refusal only where nothing is printed, and only with the record withdrawn.
bool Delivery::Tell(const v1::OutboxRecord& record, const v1::SubmittedRecord& answer) {
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  const auto found = awaited_.find(SubjectOf(record));
  if (found == awaited_.end()) return false;
  if (!answer.reason().empty()) {
    if (!found->second.refusable || !outbox_.Withdraw(record.sequence()).ok()) return false;
  }
  found->second.answer = answer;
  return true;
}

}  // namespace tessera::plugin
