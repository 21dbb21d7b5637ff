#include "tessera/rpc/worker_pool.h"

#include <utility>

namespace tessera::rpc {

WorkerPool::WorkerPool(size_t threads, size_t queue_length) : queue_length_(queue_length) {
  threads_.reserve(threads);
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() { Stop(); }

bool WorkerPool::TrySubmit(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || bounded_ >= queue_length_) return false;
    queue_.push_back({std::move(task), true});
    ++bounded_;
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::Continue(Task task) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(task), false});
  }
  wake_.notify_one();
}

void WorkerPool::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    if (queue_.front().bounded) --bounded_;
    Task task = std::move(queue_.front().task);
    queue_.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace tessera::rpc
