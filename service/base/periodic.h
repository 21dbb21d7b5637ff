// Something that is done again and again on a thread of its own, until it is stopped.
#ifndef TESSERA_BASE_PERIODIC_H_
#define TESSERA_BASE_PERIODIC_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "tessera/base/clock.h"

namespace tessera {

class Periodic {
 public:
  Periodic() = default;
  ~Periodic() { Stop(); }
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;

  // Does `work` at once, and again each time after so long a pause. Once. `work` must not throw.
  void Start(Duration pause, std::function<void()> work);
  // Waits for the work that is under way, for no pause. Idempotent; not from `work`.
  void Stop();
  // Thread-safe: work that takes long asks it now and then.
  bool IsStopping();

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tessera

#endif  // TESSERA_BASE_PERIODIC_H_
