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

}  // namespace

absl::StatusOr<std::unique_ptr<Writer>> Writer::Make(
    std::unique_ptr<tessera::sqlite::Connection> connection,
    std::unique_ptr<tessera::sqlite::Connection> reader, const WriterLimits& limits) {
  TESSERA_ASSIGN_OR_RETURN(auto sync, connection->MakeWalSync());
  TESSERA_ASSIGN_OR_RETURN(auto checkpoints,
                           Checkpoints::Make(*connection, std::move(reader), limits.checkpoints));
  return std::unique_ptr<Writer>(
      new Writer(std::move(connection), std::move(checkpoints), std::move(sync), limits));
}

Writer::Writer(std::unique_ptr<tessera::sqlite::Connection> connection,
               std::unique_ptr<Checkpoints> checkpoints, std::function<absl::Status()> sync,
               const WriterLimits& limits)
    : connection_(std::move(connection)),
      limits_(limits),
      checkpoints_(std::move(checkpoints)),
      flusher_(std::move(sync)),
      thread_([this] { Run(); }) {}

Writer::~Writer() { Stop(); }

void Writer::Submit(Store::Work work, Store::Done done) {
  absl::Status refusal = flusher_.broken();
  if (refusal.ok()) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_) {
      refusal = Stopping();
    } else if (queue_.size() + flusher_.waiting() >= limits_.queue) {
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
  return queue_.size() + flusher_.waiting();
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
      checkpoints_->Finish();
      lock.lock();
      // Readers may be in the way for long: wait for work rather than try again and again.
      wake_.wait(lock, ready);
    }
    if (queue_.empty()) break;
    std::vector<Item> group = TakeGroup(lock);
    lock.unlock();
    if (limits_.on_group) limits_.on_group(group.size());
    DoGroup(group);
    const Flusher::Progress progress = flusher_.progress();
    checkpoints_->Step(progress.committed, progress.durable);
    lock.lock();
  }
  lock.unlock();
  flusher_.Stop();
  checkpoints_->Finish();
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

void Writer::DoGroup(std::vector<Item>& items) {
  Flusher::Group group;
  auto transaction = RunWorks(items, &group);
  flusher_.Begin();
  group.committed = transaction.ok() ? transaction->Commit() : transaction.status();
  group.answers.reserve(items.size());
  for (Item& item : items) group.answers.push_back({std::move(item.done), std::move(item.outcome)});
  const bool failed = !group.committed.ok();
  flusher_.Add(std::move(group));
  // Who is told of a failure may want to take back what waits behind it.
  if (failed) flusher_.AwaitAnswered();
}

absl::StatusOr<tessera::sqlite::Transaction> Writer::RunWorks(std::vector<Item>& items,
                                                              Flusher::Group* group) {
  const int64_t written_before = connection_->written_rows();
  TESSERA_ASSIGN_OR_RETURN(
      tessera::sqlite::Transaction transaction,
      tessera::sqlite::Transaction::Begin(*connection_, TransactionKind::kWrite));
  for (Item& item : items) {
    absl::StatusOr<int64_t> change = DoOne(item);
    if (!connection_->in_transaction()) {
      return change.ok() ? Broken("a transaction ended by itself") : change.status();
    }
    item.outcome = change.status();
    if (!change.ok()) continue;
    group->stands = true;
    group->newest_change = std::max(group->newest_change, *change);
  }
  group->wrote = connection_->written_rows() != written_before;
  return transaction;
}

absl::StatusOr<int64_t> Writer::DoOne(Item& item) {
  TESSERA_ASSIGN_OR_RETURN(Savepoint savepoint, Savepoint::Begin(*connection_));
  SqliteTransaction transaction(*connection_, limits_.clock->Now());
  TESSERA_RETURN_IF_ERROR(Guarded(item.work, transaction));
  TESSERA_RETURN_IF_ERROR(savepoint.Release());
  return transaction.appended_change();
}

}  // namespace tessera::storage::sqlite
