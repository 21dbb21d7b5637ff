#include "tessera/plugin/sync/delivery.h"

#include <algorithm>
#include <chrono>
#include <type_traits>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

constexpr int64_t kBatchRecords = 64;
constexpr size_t kBatchBytes = 512 * 1024;  // half of what the service takes in one message
// All of it, but for what goes with the records.
constexpr size_t kRecordBytes = 1'020 * 1024;

absl::Status SendAgain() {
  return MakeError(absl::StatusCode::kUnavailable, "SERVICE_BUSY", "",
                   "the service asks to send records again");
}

absl::Status TooLarge() {
  return InvalidInput("RECORD_TOO_LARGE", "",
                      "this record is larger than what the service takes; call for support");
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

std::pair<int, std::string> KeyOf(const v1::OutboxRecord& record) {
  return {record.record_case(), SubjectOf(record)};
}

template <typename Response>
auto Result(absl::StatusOr<Response> response)
    -> absl::StatusOr<std::decay_t<decltype(response->result())>> {
  if (!response.ok()) return response.status();
  return std::move(*response->mutable_result());
}

// With policy RECORD the service books these sales, so a refusal is not its last word.
bool BookedIfRecorded(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "PROGRAM_UNKNOWN" || reason == "MEMBER_UNKNOWN";
}

}  // namespace

absl::StatusOr<Delivery::Outcome> Delivery::Hand(const v1::OutboxRecord& record,
                                                 const OutboxNote& note, const Terms& terms) {
  const Duration deadline{clock_.Monotonic().us + terms.wait.us};
  Waiter waiter{terms.refusable, std::nullopt};
  const auto awaited = AppendAndWait(record, note, &waiter);
  if (!awaited.ok()) {
    if (!IsDiskFault(awaited.status())) return awaited.status();
    if (outbox_.wants_tending()) Leave();
    return HandDirectly(record, note, terms, deadline, awaited.status());
  }
  {
    // Whatever happens: nobody is told who does not wait.
    const absl::Cleanup stop = [&] { StopWaiting(*awaited, /*stands=*/true, &waiter); };
    const bool asks = terms.wait.us > 0 && service_.breaker().Closed() && IsNear();
    if (asks && !Answered(waiter)) TryUntil(deadline, waiter, terms);
  }
  if (!waiter.answer.has_value() || outbox_.wants_tending()) Leave();
  if (!waiter.answer.has_value()) return Outcome{};
  if (!waiter.answer->reason().empty()) return ToStatus(*waiter.answer);
  return Outcome{true, *std::move(waiter.answer)};
}

absl::StatusOr<Delivery::AllAwaited::iterator> Delivery::AppendAndWait(
    const v1::OutboxRecord& record, const OutboxNote& note, Waiter* waiter) {
  const auto awaited = StartWaiting(record, waiter);
  absl::Cleanup stop = [&] { StopWaiting(awaited, /*stands=*/false, waiter); };
  absl::StatusOr<Appended> appended = outbox_.Append(record, note);
  if (!appended.ok()) return appended.status();
  std::move(stop).Cancel();
  if (!appended->answer.has_value()) return awaited;
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  waiter->answer = std::move(appended->answer);
  return awaited;
}

bool Delivery::IsNear() const { return outbox_.counts().pending <= kBatchRecords; }

// The disk takes nothing, but what the service says yes to is durable all the same.
absl::StatusOr<Delivery::Outcome> Delivery::HandDirectly(const v1::OutboxRecord& record,
                                                         const OutboxNote& note,
                                                         const Terms& terms, Duration deadline,
                                                         const absl::Status& disk) {
  const bool can = (record.has_sale() || record.has_refund()) && service_.breaker().Closed();
  if (!can) return disk;
  absl::StatusOr<v1::SubmittedRecord> answer =
      AskToBook(record,
                terms.may_differ_be_refused ? v1::DIFFERENCE_POLICY_REFUSE
                                            : v1::DIFFERENCE_POLICY_RECORD,
                {deadline.us - clock_.Monotonic().us});
  if (terms.may_differ_be_refused && BookedIfRecorded(answer.status())) {
    answer = AskToBook(record, v1::DIFFERENCE_POLICY_RECORD,
                       {deadline.us - clock_.Monotonic().us});
  }
  if (!answer.ok()) {
    return terms.refusable && IsRefusal(answer.status()) ? answer.status() : disk;
  }
  OwnSale sale;
  if (record.has_sale()) Describe(record.sale(), &sale);
  if (!answer->sale().member_id().empty() || !sale.offers.empty()) {
    sale.member_id = answer->sale().member_id();
    sale.account_id = note.account_id.empty() ? sale.member_id : note.account_id;
    sale.spent = Points(answer->sale().spent_points());
    sale.paid = note.paid;
    sale.booked_at = Instant{answer->sale().committed_at_us()};
    outbox_.NoteBooked(sale);
  }
  return Outcome{true, *std::move(answer)};
}

absl::StatusOr<v1::SubmittedRecord> Delivery::AskToBook(const v1::OutboxRecord& record,
                                                        v1::DifferencePolicy policy,
                                                        Duration timeout) {
  if (timeout.us <= 0) return SendAgain();
  v1::SubmittedRecord answer;
  answer.set_sequence(record.sequence());
  if (record.has_refund()) {
    v1::RefundRequest request;
    *request.mutable_refund() = record.refund();
    TESSERA_ASSIGN_OR_RETURN(*answer.mutable_refund(), Result(service_.Try([&](Service& service) {
                               return service.Refund(request, timeout);
                             })));
    return answer;
  }
  v1::CommitRequest request;
  *request.mutable_sale() = record.sale();
  request.set_difference_policy(policy);
  TESSERA_ASSIGN_OR_RETURN(*answer.mutable_sale(), Result(service_.Try([&](Service& service) {
                             return service.Commit(request, timeout);
                           })));
  return answer;
}

// While the service is known to be away nobody is woken: the background comes by itself once it is back.
void Delivery::Leave() {
  if (!service_.breaker().Closed() && !outbox_.wants_tending()) return;
  std::lock_guard<std::mutex> lock(wake_mutex_);
  wake_();
}

void Delivery::TryUntil(Duration deadline, const Waiter& waiter, const Terms& terms) {
  while (TakeTurn(Turn::kHosts, deadline)) {
    const absl::Cleanup end = [this] { EndTurn(); };
    const Duration left{deadline.us - clock_.Monotonic().us};
    if (Answered(waiter) || left.us <= 0) return;
    if (!Attempt(left, terms.may_differ_be_refused).ok() || Answered(waiter)) return;
  }
}

absl::Status Delivery::DeliverPending() {
  if (outbox_.counts().pending == 0) return outbox_.Tend(clock_.Now());
  const Duration deadline{clock_.Monotonic().us + options_.background_timeout.us};
  if (!TakeTurn(Turn::kBackgrounds, deadline)) return absl::OkStatus();
  const absl::Cleanup end = [this] { EndTurn(); };
  const absl::Status attempted = Attempt(options_.background_timeout, false);
  if (!attempted.ok() && !IsDiskFault(attempted)) return attempted;
  TESSERA_RETURN_IF_ERROR(outbox_.Tend(clock_.Now()));
  return attempted;
}

// Blocks at most until `deadline` of the monotonic clock; a host, not while it is the background's.
bool Delivery::TakeTurn(Turn whose, Duration deadline) {
  std::unique_lock<std::mutex> lock(turn_mutex_);
  const int64_t left_us = deadline.us - clock_.Monotonic().us;
  if (left_us <= 0) return false;
  const auto decided = [&] {
    return turn_ == Turn::kNobodys || (whose == Turn::kHosts && turn_ == Turn::kBackgrounds);
  };
  if (!turn_ended_.wait_for(lock, std::chrono::microseconds(left_us), decided)) return false;
  if (turn_ != Turn::kNobodys) return false;
  turn_ = whose;
  return true;
}

void Delivery::EndTurn() {
  {
    std::lock_guard<std::mutex> lock(turn_mutex_);
    turn_ = Turn::kNobodys;
  }
  turn_ended_.notify_all();
}

bool Delivery::Answered(const Waiter& waiter) {
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  return waiter.answer.has_value();
}

Delivery::AllAwaited::iterator Delivery::StartWaiting(const v1::OutboxRecord& record,
                                                      Waiter* waiter) {
  std::vector<Waiter*> alone(1, waiter);
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  // A record that nobody waits for any more was promised to whoever appended it.
  const bool promised = outbox_.IsWaiting(record);
  const auto [awaited, is_first] = awaited_.try_emplace(KeyOf(record));
  if (is_first) {
    awaited->second = {promised, std::move(alone)};
  } else {
    awaited->second.waiters.push_back(waiter);
  }
  return awaited;
}

void Delivery::StopWaiting(AllAwaited::iterator awaited, bool stands, Waiter* waiter) {
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  std::vector<Waiter*>& waiters = awaited->second.waiters;
  waiters.erase(std::remove(waiters.begin(), waiters.end(), waiter), waiters.end());
  // Those who still wait can't undo it.
  if (stands && !waiter->answer.has_value()) awaited->second.promised = true;
  if (waiters.empty()) awaited_.erase(awaited);
}

bool Delivery::Awaited::refusable() const {
  return !promised && std::all_of(waiters.begin(), waiters.end(),
                                  [](const Waiter* one) { return one->refusable; });
}

bool Delivery::CanBeRefused(const v1::OutboxRecord& record) {
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  const auto found = awaited_.find(KeyOf(record));
  return found != awaited_.end() && found->second.refusable();
}

absl::Status Delivery::Attempt(Duration timeout, bool may_commit) {
  TESSERA_ASSIGN_OR_RETURN(std::vector<v1::OutboxRecord> records, outbox_.Pending(batch_size_));
  if (records.empty()) return absl::OkStatus();
  for (v1::OutboxRecord& record : records) {
    if (record.has_refund()) record.set_stands(!CanBeRefused(record));
  }
  // What can't be sent at all must not hold up the rest.
  if (records[0].ByteSizeLong() > kRecordBytes) {
    return Take({records[0]}, {RefusedBy(records[0], TooLarge())});
  }
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
  const absl::StatusOr<v1::SubmittedRecord> answer =
      AskToBook(record, v1::DIFFERENCE_POLICY_REFUSE, timeout);
  if (answer.ok()) return Take({record}, {*answer});
  if (!IsRefusal(answer.status())) return answer.status();
  if (BookedIfRecorded(answer.status())) {
    *undecided = true;
    return absl::OkStatus();
  }
  // If it can't be withdrawn it stands: it will be booked as shown.
  *undecided = !Tell(record, RefusedBy(record, answer.status()));
  return absl::OkStatus();
}

absl::Status Delivery::Submit(const std::vector<v1::OutboxRecord>& records, Duration timeout) {
  v1::SubmitRecordsRequest request;
  request.set_terminal_id(options_.terminal_id);
  request.set_store_id(options_.store_id);
  request.set_outbox_id(outbox_.outbox_id());
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
  bool again = answers.size() < records.size();
  for (const v1::SubmittedRecord& answer : answers) {
    const auto record =
        std::find_if(records.begin(), records.end(), [&](const v1::OutboxRecord& one) {
          return one.sequence() == answer.sequence();
        });
    again = again || answer.retry();
    if (record == records.end() || answer.retry()) continue;
    if (answer.reason().empty()) {
      // Told first: the host need not wait until the record is struck off.
      Tell(*record, answer);
      settled.push_back(answer);
    } else if (Tell(*record, answer)) {
      continue;
    } else if (record->has_refund() && !record->stands()) {
      // It was refused for a host that has gone on meanwhile: the refund stands by now.
      again = true;
    } else {
      settled.push_back(answer);
    }
  }
  if (settled.empty() && answers.empty()) return SendAgain();
  outbox_.Settle(settled);
  return again ? SendAgain() : absl::OkStatus();
}

// Gives the answer to the hosts that wait for it, if there are any and they may still have this
// answer: a refusal only where nothing is printed or promised, and only with the record withdrawn.
bool Delivery::Tell(const v1::OutboxRecord& record, const v1::SubmittedRecord& answer) {
  std::lock_guard<std::mutex> lock(awaited_mutex_);
  const auto found = awaited_.find(KeyOf(record));
  if (found == awaited_.end()) return false;
  const Awaited& awaited = found->second;
  if (!answer.reason().empty()) {
    if (!awaited.refusable() || !outbox_.Withdraw(record.sequence()).ok()) return false;
  }
  for (Waiter* waiter : awaited.waiters) waiter->answer = answer;
  return true;
}

}  // namespace tessera::plugin
