#include "tessera/storage/sqlite/flusher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::storage::sqlite {
namespace {

// Shares nothing with `status`. Plain copies count their references inside abseil's own library, where
// a thread sanitizer sees a race as soon as they go to different threads.
absl::Status Copy(const absl::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return MakeError(status.code(), ReasonOf(status), FieldOf(status), status.message());
}

absl::Status BrokenBy(const absl::Status& fault) {
  return MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED", "",
                   absl::StrCat("the disk did not take what was written to it (", fault.message(),
                                "); check it, then start the service again"));
}

}  // namespace

Flusher::Flusher(std::function<absl::Status()> sync)
    : sync_(std::move(sync)), thread_([this] { Run(); }) {}

void Flusher::Begin() {
  std::lock_guard<std::mutex> lock(mutex_);
  ++begun_;
}

void Flusher::Add(Group group) {
  waiting_ += group.answers.size();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    added_.push_back(std::move(group));
  }
  wake_.notify_one();
}

void Flusher::AwaitAnswered() {
  std::unique_lock<std::mutex> lock(mutex_);
  progress_.wait(lock, [this] { return answered_ == begun_; });
}

Flusher::Progress Flusher::progress() {
  std::lock_guard<std::mutex> lock(mutex_);
  return {begun_, broken_.ok() ? durable_ : 0};
}

absl::Status Flusher::AwaitDurable() {
  std::unique_lock<std::mutex> lock(mutex_);
  const uint64_t seen = begun_;
  progress_.wait(lock, [&] { return durable_ >= seen || !broken_.ok(); });
  return Copy(broken_);
}

absl::Status Flusher::broken() {
  std::lock_guard<std::mutex> lock(mutex_);
  return Copy(broken_);
}

void Flusher::OnChange(std::function<void(int64_t)> listener) {
  std::lock_guard<std::mutex> lock(mutex_);
  listener_ = std::move(listener);
}

void Flusher::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  std::lock_guard<std::mutex> lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void Flusher::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !added_.empty(); });
    if (added_.empty()) return;
    std::vector<Group> groups = std::exchange(added_, {});
    absl::Status durable = Copy(broken_);
    lock.unlock();
    if (durable.ok()) durable = MakeDurable(groups);
    lock.lock();
    if (!durable.ok() && broken_.ok()) broken_ = Copy(durable);
    durable_ += groups.size();
    lock.unlock();
    progress_.notify_all();
    for (Group& group : groups) AnswerGroup(group, durable);
    lock.lock();
    answered_ += groups.size();
    progress_.notify_all();
  }
}

absl::Status Flusher::MakeDurable(const std::vector<Group>& groups) {
  const bool wrote = std::any_of(groups.begin(), groups.end(), [](const Group& group) {
    return group.committed.ok() && group.wrote;
  });
  if (!wrote) return absl::OkStatus();
  const absl::Status synced = sync_();
  return synced.ok() ? synced : BrokenBy(synced);
}

void Flusher::AnswerGroup(Group& group, const absl::Status& durable) {
  const absl::Status& fault = group.committed.ok() ? durable : group.committed;
  for (Answer& answer : group.answers) {
    --waiting_;
    answer.done(fault.ok() ? std::move(answer.outcome) : Copy(fault));
  }
  if (fault.ok() && group.wrote && group.stands) Announce(group.newest_change);
}

void Flusher::Announce(int64_t newest_change) {
  std::function<void(int64_t)> listener;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    listener = listener_;
  }
  if (listener) listener(newest_change);
}

}  // namespace tessera::storage::sqlite
