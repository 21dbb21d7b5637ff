// A fixed number of threads and a queue before them, bounded for what is new: reads run here, because a gRPC
// callback must never block.
#ifndef TESSERA_RPC_WORKER_POOL_H_
#define TESSERA_RPC_WORKER_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tessera::rpc {

// Thread-safe.
class WorkerPool {
 public:
  using Task = std::function<void()>;

  WorkerPool(size_t threads, size_t queue_length);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False, at once and without running it, where so many of these wait already or the pool has stopped.
  // What Continue queued does not count.
  [[nodiscard]] bool TrySubmit(Task task);

  // For the next step of something that was admitted already and is bounded by its own count (a
  // stream): never refused, unless the pool has stopped, which callers rule out by waiting for
  // their streams first.
  void Continue(Task task);

  // Runs what is queued, then joins the threads. Idempotent.
  void Stop();

 private:
  void Run();

  const size_t queue_length_;
  std::mutex mutex_;
  std::condition_variable wake_;
  struct Waiting {
    Task task;
    bool bounded;
  };
  std::deque<Waiting> queue_;
  size_t bounded_ = 0;  // of queue_
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_WORKER_POOL_H_
