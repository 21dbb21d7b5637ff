// The thread that puts committed groups on the disk and answers them.
#ifndef TESSERA_STORAGE_SQLITE_FLUSHER_H_
#define TESSERA_STORAGE_SQLITE_FLUSHER_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "tessera/storage/store.h"

namespace tessera::storage::sqlite {

// While the disk takes one group the writer makes the next: all that came meanwhile share the next
// sync. Groups are answered in their order. A failed sync is final: after it nobody knows what of the
// earlier commits is on the disk (https://lwn.net/Articles/752063/), so this group and all behind it
// fail, and the store takes no more writes.
class Flusher {
 public:
  struct Answer {
    Store::Done done;
    absl::Status outcome;
  };
  struct Group {
    std::vector<Answer> answers;
    absl::Status committed;  // not OK: goes to every answer in place of its outcome
    bool wrote = false;      // false: there is nothing of its own to put on the disk
    bool stands = false;  // not all that it wrote was undone
    int64_t newest_change = 0;  // 0: it appended no change
  };

  // `sync` puts all commits so far on the disk; called on the flusher's thread only.
  explicit Flusher(std::function<absl::Status()> sync);
  Flusher(const Flusher&) = delete;
  Flusher& operator=(const Flusher&) = delete;
  ~Flusher() { Stop(); }

  // The writer's half, on one thread: Begin before each COMMIT, since readers see what it commits from
  // then on, and Add behind it, whatever came of it.
  void Begin();
  void Add(Group group);
  // Returns when all that was added is answered.
  void AwaitAnswered();

  // Groups that were committed so far; those of them, from the first on, that are durable.
  struct Progress {
    uint64_t committed = 0;
    uint64_t durable = 0;
  };
  Progress progress();

  // The rest is thread-safe.
  // Returns when all that readers may have seen is durable. Not from an answer.
  absl::Status AwaitDurable();
  // Why no more can be written; OK as long as it can.
  absl::Status broken();
  // Works that are not answered yet.
  size_t waiting() const { return waiting_; }
  // As Store.
  void OnChange(std::function<void(int64_t)> listener);
  // Answers what was added, then ends. Idempotent.
  void Stop();

 private:
  void Run();
  // Syncs where one of them wrote.
  absl::Status MakeDurable(const std::vector<Group>& groups);
  void AnswerGroup(Group& group, const absl::Status& durable);
  void Announce(int64_t newest_change);

  const std::function<absl::Status()> sync_;
  std::mutex mutex_;
  std::condition_variable wake_;      // something was added, or it is to stop
  std::condition_variable progress_;  // groups became durable, or were answered
  std::vector<Group> added_;
  uint64_t begun_ = 0;     // groups, each counter a part of the one before it
  uint64_t durable_ = 0;
  uint64_t answered_ = 0;
  absl::Status broken_;
  bool stopping_ = false;
  std::function<void(int64_t)> listener_;
  std::atomic<size_t> waiting_{0};
  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_FLUSHER_H_
