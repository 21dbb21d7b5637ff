#include "tessera/storage/sqlite/writer.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/transaction.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::CheckpointMode;
using tessera::sqlite::Savepoint;
using tessera::sqlite::TransactionKind;

absl::Status Stopping() {
  return MakeError(absl::StatusCode::kUnavailable, "STOPPING", "",
                   "the service is shutting down; try again shortly");
}

// Allocation failures and bugs of libraries: the work is undone, the writer goes on.
absl::Status Guarded(const Store::Work& work, Transaction& transaction) {
  try {
    return work(transaction);
  } catch (const std::exception& error) {
    return Broken(absl::StrCat("an exception ended a write: ", error.what()));
  } catch (...) {
    return Broken("an exception ended a write");
  }
}

// Shares nothing with `status`. Plain copies count their references inside abseil's own library, where
// a thread sanitizer sees a race as soon as they go to different threads.
absl::Status Copy(const absl::Status& status) {
  return MakeError(status.code(), ReasonOf(status), FieldOf(status), status.message());
}

}  // namespace

Writer::Writer(std::unique_ptr<tessera::sqlite::Connection> connection, const WriterLimits& limits)
    : connection_(std::move(connection)),
      limits_(limits),
      checkpoint_at_pages_(limits.checkpoint_pages),
      thread_([this] { Run(); }) {}

Writer::~Writer() { Stop(); }

void Writer::Submit(Store::Work work, Store::Done done) {
  absl::Status refusal;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_) {
      refusal = Stopping();
    } else if (queue_.size() >= limits_.queue) {
      refusal = MakeError(absl::StatusCode::kResourceExhausted, "QUEUE_FULL", "",
                          "too many writes wait; try again shortly");
    } else {
      queue_.push_back({std::move(work), std::move(done), absl::OkStatus()});
    }
  }
  if (refusal.ok()) {
    wake_.notify_one();
  } else {
    done(std::move(refusal));
  }
}

void Writer::OnChange(std::function<void(int64_t)> listener) {
  std::lock_guard<std::mutex> lock(mutex_);
  listener_ = std::move(listener);
}

void Writer::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  std::lock_guard<std::mutex> lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

size_t Writer::waiting() {
  std::lock_guard<std::mutex> lock(mutex_);
  return queue_.size();
}

void Writer::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    const auto ready = [this] { return stopping_ || !queue_.empty(); };
    const std::chrono::milliseconds idle(limits_.idle_ms);
    if (connection_->wal_pages() == 0) {
      wake_.wait(lock, ready);
    } else if (!wake_.wait_for(lock, idle, ready)) {
      lock.unlock();
      CheckpointIdle();
      lock.lock();
      // Readers may be in the way for long: wait for work rather than try again and again.
      wake_.wait(lock, ready);
    }
    if (queue_.empty()) break;
    std::vector<Item> group = TakeGroup(lock);
    lock.unlock();
    if (limits_.on_group) limits_.on_group(group.size());
    DoGroup(group);
    CheckpointIfLong();
    lock.lock();
  }
  lock.unlock();
  CheckpointIdle();
}

std::vector<Writer::Item> Writer::TakeGroup(std::unique_lock<std::mutex>&) {
  std::vector<Item> group;
  const size_t count = std::min(queue_.size(), limits_.group);
  group.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void Writer::DoGroup(std::vector<Item>& group) {
  int64_t newest_change = 0;
  const absl::Status committed = TryGroup(group, &newest_change);
  for (Item& item : group) item.done(committed.ok() ? std::move(item.outcome) : Copy(committed));
  if (!committed.ok() || newest_change == 0) return;
  std::function<void(int64_t)> listener;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    listener = listener_;
  }
  if (listener) listener(newest_change);
}

absl::Status Writer::TryGroup(std::vector<Item>& group, int64_t* newest_change) {
  TESSERA_ASSIGN_OR_RETURN(
      tessera::sqlite::Transaction transaction,
      tessera::sqlite::Transaction::Begin(*connection_, TransactionKind::kWrite));
  for (Item& item : group) {
    absl::StatusOr<int64_t> change = DoOne(item);
    if (!connection_->in_transaction()) {
      return change.ok() ? Broken("a transaction ended by itself") : change.status();
    }
    item.outcome = change.status();
    if (change.ok()) *newest_change = std::max(*newest_change, *change);
  }
  return transaction.Commit();
}

absl::StatusOr<int64_t> Writer::DoOne(Item& item) {
  TESSERA_ASSIGN_OR_RETURN(Savepoint savepoint, Savepoint::Begin(*connection_));
  SqliteTransaction transaction(*connection_);
  TESSERA_RETURN_IF_ERROR(Guarded(item.work, transaction));
  TESSERA_RETURN_IF_ERROR(savepoint.Release());
  return transaction.appended_change();
}

// A reader that holds an old state keeps pages in the WAL: the next try waits for as much again.
void Writer::CheckpointIfLong() {
  if (connection_->wal_pages() < checkpoint_at_pages_) return;
  const auto result = connection_->Checkpoint(CheckpointMode::kPassive);
  const bool complete = result.ok() && result->complete;
  checkpoint_at_pages_ = limits_.checkpoint_pages + (complete ? 0 : connection_->wal_pages());
}

// A backup or an audit reads for minutes: works that come meanwhile must not wait for it to end.
// An error stands in the way of no commit: the next one tells if the disk is bad.
void Writer::CheckpointIdle() {
  const auto passive = connection_->Checkpoint(CheckpointMode::kPassive);
  if (!passive.ok() || passive->moved_pages != passive->wal_pages) return;
  connection_->Checkpoint(CheckpointMode::kTruncateUnlessBusy).status().IgnoreError();
  checkpoint_at_pages_ = limits_.checkpoint_pages;
}

}  // namespace tessera::storage::sqlite
