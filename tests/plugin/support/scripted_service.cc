#include "tessera/plugin_fakes/scripted_service.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tessera/base/status.h"

namespace tessera::fakes {
namespace {

constexpr int kBatch = 1'000;
const SecretKey kLookupKey = {1, 2, 3};

absl::Status Away() {
  return plugin::ServiceAway(absl::StatusCode::kUnavailable, "the script says so");
}

}  // namespace

std::string ScriptedService::IdOf(int number) {
  return absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number);
}

IdentifierHash ScriptedService::HashOf(int number) {
  return HashIdentifier(kLookupKey,
                        {IdentifierKind::kCard, absl::StrFormat("29770000%05d", number)});
}

void ScriptedService::BreakAfter(int members) {
  std::lock_guard<std::mutex> lock(mutex_);
  break_after_ = members;
}

void ScriptedService::ForgetCursors() {
  std::lock_guard<std::mutex> lock(mutex_);
  changes_.emplace_back();
  oldest_cursor_ = changes_.size();
}

void ScriptedService::Change(int number, int64_t balance) {
  std::lock_guard<std::mutex> lock(mutex_);
  *changes_.emplace_back().mutable_member() = MemberOf(number, balance);
}

void ScriptedService::KeepWatching() {
  std::lock_guard<std::mutex> lock(mutex_);
  keep_watching_ = true;
}

void ScriptedService::SetClock(Duration offset) {
  std::lock_guard<std::mutex> lock(mutex_);
  clock_offset_ = offset;
}

void ScriptedService::BeforeEachPart(std::function<void()> event) {
  std::lock_guard<std::mutex> lock(mutex_);
  before_part_ = std::move(event);
}

std::vector<v1::SnapshotRequest> ScriptedService::snapshots() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return snapshots_;
}

int ScriptedService::members_sent() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return members_sent_;
}

std::vector<v1::WatchRequest> ScriptedService::watches() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return watches_;
}

std::vector<v1::PingRequest> ScriptedService::pings() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return pings_;
}

std::vector<std::string> ScriptedService::booked() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return booked_;
}

v1::CachedMember ScriptedService::MemberOf(int number, int64_t balance) const {
  v1::CachedMember member;
  member.mutable_member()->set_member_id(IdOf(number));
  member.mutable_member()->set_balance_points(balance);
  member.mutable_member()->set_as_of_us(Now());
  member.add_identifier_hashes(std::string(HashBytes(HashOf(number))));
  return member;
}

bool ScriptedService::IsGood(const std::string& cursor) const {
  size_t number = 0;
  return absl::SimpleAtoi(cursor, &number) && number >= oldest_cursor_ &&
         number <= changes_.size();
}

absl::Status ScriptedService::SendPart(const v1::SnapshotResponse& part,
                                       const SnapshotSink& sink) {
  std::function<void()> before;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    before = before_part_;
  }
  before();
  return sink(part);
}

absl::Status ScriptedService::Snapshot(const v1::SnapshotRequest& request, Duration,
                                       const SnapshotSink& sink) {
  int next = 1;
  int break_after = 0;
  v1::SnapshotResponse first;
  v1::SnapshotHeader& header = *first.mutable_header();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    snapshots_.push_back(request);
    members_sent_ = 0;
    break_after = std::exchange(break_after_, 0);
    header.set_resumed(request.has_resume() && IsGood(request.resume().cursor()));
    header.set_cursor(header.resumed() ? request.resume().cursor()
                                       : absl::StrCat(changes_.size()));
    header.set_identifier_key(std::string(KeyBytes(kLookupKey)));
    header.set_members(members_);
  }
  if (header.resumed()) {
    next = std::stoi(request.resume().after_member_id().substr(24)) + 1;
  }
  TESSERA_RETURN_IF_ERROR(SendPart(first, sink));
  for (int sent = 0; next <= members_;) {
    if (break_after > 0 && sent >= break_after) return Away();
    v1::SnapshotResponse part;
    for (int i = 0; i < kBatch && next <= members_; ++i, ++next, ++sent) {
      *part.mutable_batch()->add_members() = MemberOf(next, balance_);
    }
    TESSERA_RETURN_IF_ERROR(SendPart(part, sink));
    std::lock_guard<std::mutex> lock(mutex_);
    members_sent_ = sent;
  }
  return absl::OkStatus();
}

absl::Status ScriptedService::Watch(const v1::WatchRequest& request, Duration,
                                    const WatchSink& sink) {
  std::unique_lock<std::mutex> lock(mutex_);
  watches_.push_back(request);
  if (!IsGood(request.cursor())) {
    return Refused("CURSOR_TOO_OLD", "cursor", "take a new snapshot");
  }
  size_t at = std::stoul(request.cursor());
  while (true) {
    v1::WatchResponse response;
    for (; at < changes_.size() && response.changes_size() < kBatch; ++at) {
      *response.add_changes() = changes_[at];
    }
    response.set_cursor(absl::StrCat(at));
    response.set_as_of_us(Now());
    lock.unlock();
    TESSERA_RETURN_IF_ERROR(sink(response));
    lock.lock();
    if (response.changes_size() < kBatch) break;
  }
  changed_.wait(lock, [this] { return stopped_ || !keep_watching_; });
  return stopped_ ? Away() : absl::OkStatus();
}

absl::StatusOr<v1::SubmitRecordsResponse> ScriptedService::SubmitRecords(
    const v1::SubmitRecordsRequest& request, Duration) {
  std::lock_guard<std::mutex> lock(mutex_);
  v1::SubmitRecordsResponse response;
  for (const v1::OutboxRecord& record : request.records()) {
    booked_.push_back(record.sale().sale_id());
    v1::SubmittedRecord* answer = response.add_records();
    answer->set_sequence(record.sequence());
    answer->mutable_sale()->set_sale_id(record.sale().sale_id());
    answer->mutable_sale()->set_committed_at_us(Now());
  }
  return response;
}

absl::StatusOr<v1::PingResponse> ScriptedService::Ping(const v1::PingRequest& request, Duration) {
  std::lock_guard<std::mutex> lock(mutex_);
  pings_.push_back(request);
  v1::PingResponse response;
  response.set_as_of_us(Now());
  return response;
}

absl::StatusOr<v1::IdentifyResponse> ScriptedService::Identify(const v1::IdentifyRequest&,
                                                               Duration) {
  return Away();
}
absl::StatusOr<v1::QuoteResponse> ScriptedService::Quote(const v1::QuoteRequest&, Duration) {
  return Away();
}
absl::StatusOr<v1::RedeemResponse> ScriptedService::Redeem(const v1::RedeemRequest&, Duration) {
  return Away();
}
absl::StatusOr<v1::CommitResponse> ScriptedService::Commit(const v1::CommitRequest&, Duration) {
  return Away();
}
absl::StatusOr<v1::CancelResponse> ScriptedService::Cancel(const v1::CancelRequest&, Duration) {
  return Away();
}
absl::StatusOr<v1::RefundResponse> ScriptedService::Refund(const v1::RefundRequest&, Duration) {
  return Away();
}
absl::StatusOr<v1::EnrolResponse> ScriptedService::Enrol(const v1::EnrolRequest&, Duration) {
  return Away();
}

void ScriptedService::OnLate(plugin::LateSink sink) {
  std::lock_guard<std::mutex> lock(mutex_);
  late_ = std::move(sink);
}

void ScriptedService::TellLate(const v1::Member& member) {
  std::lock_guard<std::mutex> lock(mutex_);
  late_.member(member);
}

void ScriptedService::TellLate(const v1::SaleResult& sale) {
  std::lock_guard<std::mutex> lock(mutex_);
  late_.sale(sale);
}

void ScriptedService::Shutdown() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

}  // namespace tessera::fakes
