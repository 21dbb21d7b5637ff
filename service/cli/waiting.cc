#include "tessera/cli/waiting.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace tessera::cli {
namespace {

constexpr std::chrono::seconds kSilence(2);
constexpr std::chrono::seconds kPause(1);

}  // namespace

struct Waiting::Parts {
  std::mutex mutex;
  std::condition_variable over_changed;
  bool over = false;
  std::thread thread;

  void Count() {
    std::unique_lock lock(mutex);
    if (over_changed.wait_for(lock, kSilence, [this] { return over; })) return;
    for (auto seconds = kSilence;; seconds += kPause) {
      std::fprintf(stderr, "\rwaiting for the service: %lld s", static_cast<long long>(seconds.count()));
      std::fflush(stderr);
      if (over_changed.wait_for(lock, kPause, [this] { return over; })) break;
    }
    std::fputs("\r\033[K", stderr);
  }
};

Waiting::Waiting() {
  if (isatty(STDERR_FILENO) == 0) return;
  parts_ = std::make_unique<Parts>();
  parts_->thread = std::thread([this] { parts_->Count(); });
}

Waiting::~Waiting() {
  if (parts_ == nullptr) return;
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->over = true;
  }
  parts_->over_changed.notify_one();
  parts_->thread.join();
}

}  // namespace tessera::cli
