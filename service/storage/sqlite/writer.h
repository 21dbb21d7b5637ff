// The one thread and the one connection that write.
#ifndef TESSERA_STORAGE_SQLITE_WRITER_H_
#define TESSERA_STORAGE_SQLITE_WRITER_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "tessera/sqlite/connection.h"
#include "tessera/storage/store.h"

namespace tessera::storage::sqlite {

struct WriterLimits {
  size_t queue = 1'024;               // works that may wait
  size_t group = 256;                 // works that share one fsync
  int64_t checkpoint_pages = 4'096;   // WAL size that calls for a passive checkpoint
  int64_t idle_ms = 1'000;            // quiet time after which the WAL is cut to nothing
  // Told how many works share a commit, on the writer's thread; may be empty. Must not block.
  std::function<void(size_t works)> on_group{};
};

// Group commit: what waits goes into one transaction, each work in a savepoint of its own, and every
// `done` is called after the COMMIT. If that fails, or SQLite gives the transaction up on the way
// (full disk), the whole group fails with that error, refusals included: they may rest on what
// others of the group wrote.
// Also the owner of checkpoints: passive when the WAL is long, truncating when nothing waits.
class Writer {
 public:
  Writer(std::unique_ptr<tessera::sqlite::Connection> connection, const WriterLimits& limits);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();

  // As in Store. Thread-safe.
  void Submit(Store::Work work, Store::Done done);
  void OnChange(std::function<void(int64_t)> listener);
  void Stop();
  // Works that wait.
  size_t waiting();

 private:
  struct Item {
    Store::Work work;
    Store::Done done;
    absl::Status outcome;
  };

  void Run();
  std::vector<Item> TakeGroup(std::unique_lock<std::mutex>& lock);
  void DoGroup(std::vector<Item>& group);
  absl::Status TryGroup(std::vector<Item>& group, int64_t* newest_change);
  absl::StatusOr<int64_t> DoOne(Item& item);
  void CheckpointIfLong();
  void CheckpointIdle();

  const std::unique_ptr<tessera::sqlite::Connection> connection_;
  const WriterLimits limits_;
  int64_t checkpoint_at_pages_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> queue_;
  std::function<void(int64_t)> listener_;
  bool stopping_ = false;
  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_WRITER_H_
