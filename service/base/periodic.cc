#include "tessera/base/periodic.h"

#include <chrono>
#include <utility>

namespace tessera {

void Periodic::Start(Duration pause, std::function<void()> work) {
  thread_ = std::thread([this, pause, work = std::move(work)] {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      work();
      lock.lock();
      wake_.wait_for(lock, std::chrono::microseconds(pause.us), [this] { return stopping_; });
    }
  });
}

void Periodic::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Periodic::IsStopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

}  // namespace tessera
