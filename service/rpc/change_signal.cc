#include "tessera/rpc/change_signal.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tessera::rpc {
namespace {

std::chrono::microseconds Chrono(Duration duration) {
  return std::chrono::microseconds(duration.us);
}

}  // namespace

ChangeSignal::ChangeSignal(Duration pause, Duration heartbeat)
    : pause_(pause),
      // A heartbeat is late by at most a tenth.
      tick_{std::max<int64_t>(heartbeat.us / 10, 1'000)},
      thread_([this] { Run(); }) {}

ChangeSignal::~ChangeSignal() { Stop(); }

void ChangeSignal::Announce() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(changed_, true)) return;
  }
  wake_.notify_one();
}

void ChangeSignal::Add(Watcher* watcher) {
  const std::lock_guard lock(watchers_mutex_);
  watchers_.insert(watcher);
}

void ChangeSignal::Remove(Watcher* watcher) {
  const std::lock_guard lock(watchers_mutex_);
  watchers_.erase(watcher);
}

void ChangeSignal::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void ChangeSignal::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, Chrono(tick_), [this] { return stopping_ || changed_; });
    const bool changed = std::exchange(changed_, false);
    lock.unlock();
    WakeAll(changed);
    lock.lock();
    if (changed) wake_.wait_for(lock, Chrono(pause_), [this] { return stopping_; });
  }
  lock.unlock();
  // The last word: watches see that the server is stopping.
  WakeAll(true);
}

void ChangeSignal::WakeAll(bool changed) {
  const std::lock_guard lock(watchers_mutex_);
  for (Watcher* watcher : watchers_) watcher->Wake(changed);
}

}  // namespace tessera::rpc
