#include "tessera/storage/sqlite/checkpoints.h"

#include <utility>

#include "tessera/base/status.h"

namespace tessera::storage::sqlite {

using tessera::sqlite::CheckpointMode;
using tessera::sqlite::CheckpointResult;
using tessera::sqlite::Connection;
using tessera::sqlite::Synchronous;
using tessera::sqlite::Transaction;
using tessera::sqlite::TransactionKind;

absl::StatusOr<std::unique_ptr<Checkpoints>> Checkpoints::Make(Connection& connection,
                                                               std::unique_ptr<Connection> mark,
                                                               const CheckpointLimits& limits) {
  TESSERA_ASSIGN_OR_RETURN(Sync sync_database, connection.MakeDatabaseSync());
  return std::unique_ptr<Checkpoints>(
      new Checkpoints(connection, std::move(mark), std::move(sync_database), limits));
}

Checkpoints::Checkpoints(Connection& connection, std::unique_ptr<Connection> mark,
                         Sync sync_database, const CheckpointLimits& limits)
    : connection_(connection),
      mark_connection_(std::move(mark)),
      sync_database_(std::move(sync_database)),
      limits_(limits),
      behind_pages_(limits.slice_pages),
      thread_([this] { RunSyncs(); }) {}

Checkpoints::~Checkpoints() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpoints::Step(uint64_t committed, uint64_t durable) {
  const int64_t wal_pages = connection_.wal_pages();
  if (wal_pages < moved_pages_) moved_pages_ = asked_pages_ = 0;  // it has begun anew
  if (stopped_ || wal_pages - moved_pages_ < behind_pages_) return;
  if (!mark_) {
    SetMark(committed);
    if (mark_) return;  // the next slice goes this far
  }
  MoveSlice(durable);
  SetMark(committed);
  SyncBehind();
}

void Checkpoints::SyncBehind() {
  const Syncing state = syncing();
  if (state == Syncing::kFailed) Stop();
  if (stopped_ || state != Syncing::kNo) return;
  const bool is_long = connection_.wal_pages() >= limits_.wal_pages;
  const int64_t most = is_long ? 2 * limits_.slice_pages : limits_.sync_pages;
  if (moved_pages_ - asked_pages_ >= most) return AskForSync();
  if (is_long) Complete();
}

void Checkpoints::MoveSlice(uint64_t durable) {
  const int64_t before = moved_pages_;
  // Behind the mark there is more, so it moves a part only, and the WAL can't begin anew because of it.
  const bool is_on_disk =
      mark_ && mark_committed_ <= durable && mark_pages_ < connection_.wal_pages();
  if (is_on_disk) connection_.SetSynchronous(Synchronous::kOff).IgnoreError();
  Move(CheckpointMode::kPassive);
  if (is_on_disk && !connection_.SetSynchronous(Synchronous::kNormal).ok()) Stop();
  // Somebody else reads an old state: try again when there is much more.
  behind_pages_ = moved_pages_ > before
                      ? limits_.slice_pages
                      : connection_.wal_pages() - moved_pages_ + limits_.wal_pages / 4;
}

void Checkpoints::Complete() {
  mark_.reset();
  const auto result = Move(CheckpointMode::kPassive);
  if (!result || !result->complete) behind_pages_ = limits_.wal_pages / 4;
}

void Checkpoints::Finish() {
  mark_.reset();
  {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return syncing_ != Syncing::kAsked; });
    if (syncing_ == Syncing::kFailed) Stop();
  }
  if (stopped_) return;
  const auto result = Move(CheckpointMode::kPassive);
  if (result && result->complete) Move(CheckpointMode::kTruncateUnlessBusy);
  behind_pages_ = limits_.slice_pages;
}

std::optional<CheckpointResult> Checkpoints::Move(CheckpointMode mode) {
  const absl::StatusOr<CheckpointResult> result = connection_.Checkpoint(mode);
  if (!result.ok()) {
    // A write that found no space has changed nothing that is not written again.
    if (ReasonOf(result.status()) != "DISK_FULL") Stop();
    return std::nullopt;
  }
  moved_pages_ = result->moved_pages;
  return *result;
}

void Checkpoints::Stop() {
  stopped_ = true;
  connection_.KeepWalOnClose();
}

// Where that fails the next slice is a whole checkpoint, which is slower and as good.
void Checkpoints::SetMark(uint64_t committed) {
  mark_.reset();
  auto transaction = Transaction::Begin(*mark_connection_, TransactionKind::kRead);
  if (!transaction.ok()) return;
  // The state is chosen when something is read.
  if (mark_connection_->Prepare("SELECT 1 FROM chain").One().ok()) {
    mark_.emplace(*std::move(transaction));
    mark_pages_ = connection_.wal_pages();
    mark_committed_ = committed;
  }
}

Checkpoints::Syncing Checkpoints::syncing() {
  std::lock_guard<std::mutex> lock(mutex_);
  return syncing_;
}

void Checkpoints::AskForSync() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    syncing_ = Syncing::kAsked;
  }
  asked_pages_ = moved_pages_;
  wake_.notify_all();
}

void Checkpoints::RunSyncs() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || syncing_ == Syncing::kAsked; });
    if (ending_) return;
    lock.unlock();
    const absl::Status synced = sync_database_();
    lock.lock();
    syncing_ = synced.ok() ? Syncing::kNo : Syncing::kFailed;
    wake_.notify_all();
  }
}

}  // namespace tessera::storage::sqlite
