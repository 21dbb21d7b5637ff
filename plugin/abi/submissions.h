// Calls that a host does not wait for: a bounded queue, a few threads, and what became of each.
#ifndef TESSERA_PLUGIN_ABI_SUBMISSIONS_H_
#define TESSERA_PLUGIN_ABI_SUBMISSIONS_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/plugin/abi/answer_handle.h"
#include "tessera/plugin/abi/open_sale.h"

namespace tessera::plugin {

// Thread-safe. Submissions of one sale are done in their order, one after the other.
class Submissions {
 public:
  static constexpr size_t kMost = 256;

  struct Options {
    size_t threads = 2;
    void (*wake)(void*) = nullptr;
    void* wake_context = nullptr;
  };

  struct Job {
    uint64_t tag = 0;
    std::shared_ptr<OpenSale> sale;  // null: of no sale
    Duration patience;
    std::function<absl::StatusOr<AnswerHandle>(Duration patience)> work;
  };

  struct Completion {
    uint64_t ticket = 0;
    uint64_t tag = 0;
    absl::Status status;
    bool fault = false;  // something was thrown: there is no status
    AnswerHandle answer;
  };

  struct Counts {
    uint64_t open = 0;
    uint64_t completed = 0;
  };

  // `clock` must outlive it.
  Submissions(const Clock& clock, Options options) : clock_(clock), options_(options) {}
  Submissions(const Submissions&) = delete;
  Submissions& operator=(const Submissions&) = delete;
  ~Submissions();

  // The ticket, above 0. SALE_BUSY while a call of the sale is under way; TOO_MANY_SUBMISSIONS.
  absl::StatusOr<uint64_t> Submit(Job job);

  // The next one that is done, after at most `timeout`; ticket 0 if there is none.
  Completion Take(Duration timeout);

  // Readable while completions wait; -1 if the system has none to give.
  int Handle();

  Counts counts() const;

  // Nothing more is taken, and what waits has no time left; Join returns when all is done.
  void BeginStop();
  void Join();

 private:
  struct Entry {
    Job job;
    Duration deadline;  // monotonic
    Completion completion;
  };
  using Entries = std::list<Entry>;

  bool StartThread(void (Submissions::*work)());
  bool IsRunnable(const Entry& entry) const;
  void Work();
  void WorkOverdue();
  void Run(Entries::iterator next, std::unique_lock<std::mutex>& lock);
  void Do(Entry& entry, Duration patience) noexcept;
  void Signal();

  const Clock& clock_;
  const Options options_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable overdue_;
  std::condition_variable done_some_;
  // A submission wanders from one list to the next: what can fail for want of memory fails at Submit.
  Entries waiting_;
  Entries running_;
  Entries done_;
  std::vector<std::thread> threads_;
  // Does what is overdue while all others wait for the service.
  std::thread overdue_thread_;
  size_t idle_ = 0;
  uint64_t last_ticket_ = 0;
  int handle_ = -1;
  bool stopping_ = false;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_SUBMISSIONS_H_
