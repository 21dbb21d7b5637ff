// Tells watches that the store has changes for them, and when it is time for a heartbeat.
#ifndef TESSERA_RPC_CHANGE_SIGNAL_H_
#define TESSERA_RPC_CHANGE_SIGNAL_H_

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "tessera/base/clock.h"

namespace tessera::rpc {

class Watcher {
 public:
  virtual ~Watcher() = default;
  // There are changes (`changed`), or some time has passed. On the signal's thread; must not block
  // and must not call the signal.
  virtual void Wake(bool changed) = 0;
};

// Thread-safe. Has one thread: the store's writer only leaves a mark, and a hundred commits in a
// row wake the watchers once.
class ChangeSignal {
 public:
  // Wakes at most once per `pause`, and at least often enough to keep `heartbeat` on time.
  ChangeSignal(Duration pause, Duration heartbeat);
  ~ChangeSignal();
  ChangeSignal(const ChangeSignal&) = delete;
  ChangeSignal& operator=(const ChangeSignal&) = delete;

  void Announce();
  // `watcher` stays until Remove, after which it is not called any more.
  void Add(Watcher* watcher);
  void Remove(Watcher* watcher);

  // Ends the thread. Idempotent.
  void Stop();

 private:
  void Run();
  void WakeAll(bool changed);

  const Duration pause_;
  const Duration tick_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool changed_ = false;
  bool stopping_ = false;
  std::mutex watchers_mutex_;
  std::set<Watcher*> watchers_;
  std::thread thread_;
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_CHANGE_SIGNAL_H_
