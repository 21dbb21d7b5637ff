#include "tessera/storage/sqlite/reader_pool.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/transaction.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::TransactionKind;

absl::Status ReadWith(tessera::sqlite::Connection& connection,
                      absl::FunctionRef<absl::Status(ReadTransaction&)> work) {
  TESSERA_ASSIGN_OR_RETURN(
      tessera::sqlite::Transaction guard,
      tessera::sqlite::Transaction::Begin(connection, TransactionKind::kRead));
  SqliteTransaction transaction(connection, Instant());
  try {
    return work(transaction);
  } catch (const std::exception& error) {
    return Broken(absl::StrCat("an exception ended a read: ", error.what()));
  } catch (...) {
    return Broken("an exception ended a read");
  }
}

}  // namespace

ReaderPool::ReaderPool(std::string path, std::string vfs, size_t limit)
    : path_(std::move(path)), vfs_(std::move(vfs)), limit_(limit) {}

absl::Status ReaderPool::Read(absl::FunctionRef<absl::Status(ReadTransaction&)> work) {
  TESSERA_ASSIGN_OR_RETURN(Held connection, Take());
  absl::Status status = ReadWith(*connection, work);
  GiveBack(std::move(connection));
  return status;
}

absl::StatusOr<ReaderPool::Held> ReaderPool::Take() {
  std::unique_lock<std::mutex> lock(mutex_);
  wake_.wait(lock, [this] { return !idle_.empty() || open_ < limit_; });
  if (!idle_.empty()) {
    Held connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  ++open_;
  lock.unlock();
  tessera::sqlite::OpenOptions options;
  options.mode = tessera::sqlite::OpenMode::kReadOnly;
  options.vfs = vfs_;
  absl::StatusOr<Held> opened = tessera::sqlite::Connection::Open(path_, options);
  if (!opened.ok()) {
    lock.lock();
    --open_;
    lock.unlock();
    wake_.notify_one();
  }
  return opened;
}

size_t ReaderPool::busy() {
  std::lock_guard<std::mutex> lock(mutex_);
  return open_ - idle_.size();
}

void ReaderPool::GiveBack(Held connection) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  wake_.notify_one();
}

}  // namespace tessera::storage::sqlite
