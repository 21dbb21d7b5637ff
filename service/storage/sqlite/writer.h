// The one thread and the one connection that write.
#ifndef TESSERA_STORAGE_SQLITE_WRITER_H_
#define TESSERA_STORAGE_SQLITE_WRITER_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/sqlite/connection.h"
#include "tessera/sqlite/transaction.h"
#include "tessera/storage/sqlite/checkpoints.h"
#include "tessera/storage/sqlite/flusher.h"
#include "tessera/storage/store.h"

namespace tessera::storage::sqlite {

struct WriterLimits {
  size_t queue = 1'024;               // works that may be unanswered
  size_t group = 256;                 // works that share one transaction
  CheckpointLimits checkpoints;
  int64_t idle_ms = 1'000;            // quiet time after which the WAL is cut to nothing
  const Clock* clock = &SystemClock();  // when states changed, see SqliteTransaction; outlives the store
  // Told how many works share a commit, on the writer's thread; may be empty. Must not block.
  std::function<void(size_t works)> on_group{};
};

// Group commit: what waits goes into one transaction, each work in a savepoint of its own; behind the
// COMMIT the flusher makes it durable and answers, while the next group runs. If the COMMIT fails, or
// SQLite gives the transaction up on the way (full disk), the whole group fails with that error,
// refusals included: they may rest on what others of the group wrote. The next group waits until that
// is answered.
// Also the owner of checkpoints: a slice between groups, all of it when nothing waits.
class Writer {
 public:
  // `reader` reads the same file, for marks of checkpoints. Errors of opening and of sqlite/status.h.
  static absl::StatusOr<std::unique_ptr<Writer>> Make(
      std::unique_ptr<tessera::sqlite::Connection> connection,
      std::unique_ptr<tessera::sqlite::Connection> reader, const WriterLimits& limits);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();

  // As in Store. Thread-safe.
  void Submit(Store::Work work, Store::Done done);
  void OnChange(std::function<void(int64_t)> listener) { flusher_.OnChange(std::move(listener)); }
  void Stop();
  // Returns when all that readers may have seen is durable. Not from `done`.
  absl::Status AwaitDurable() { return flusher_.AwaitDurable(); }
  // Works that are not answered yet, but for those that run just now.
  size_t waiting();

 private:
  Writer(std::unique_ptr<tessera::sqlite::Connection> connection,
         std::unique_ptr<Checkpoints> checkpoints, std::function<absl::Status()> sync,
         const WriterLimits& limits);

  struct Item {
    Store::Work work;
    Store::Done done;
    absl::Status outcome;
  };

  void Run();
  std::vector<Item> TakeGroup(std::unique_lock<std::mutex>& lock);
  void DoGroup(std::vector<Item>& items);
  absl::StatusOr<tessera::sqlite::Transaction> RunWorks(std::vector<Item>& items,
                                                        Flusher::Group* group);
  absl::StatusOr<int64_t> DoOne(Item& item);

  const std::unique_ptr<tessera::sqlite::Connection> connection_;
  const WriterLimits limits_;
  const std::unique_ptr<Checkpoints> checkpoints_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> queue_;
  bool stopping_ = false;
  Flusher flusher_;
  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_WRITER_H_
