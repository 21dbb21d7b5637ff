// The plugin's own threads: one follows the service, one delivers the outbox and, while the circuit
// breaker is open, looks whether the service is back.
#ifndef TESSERA_PLUGIN_SYNC_BACKGROUND_H_
#define TESSERA_PLUGIN_SYNC_BACKGROUND_H_

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/remote/backoff.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/plugin/sync/delivery.h"
#include "tessera/plugin/sync/follower.h"

namespace tessera::plugin {

// Thread-safe. All that it gets must outlive it.
class Background {
 public:
  struct Parts {
    Cache& cache;
    Outbox& outbox;
    Service& raw_service;
    GuardedService& service;
    Delivery& delivery;
    const Clock& clock;
    Random& random;
    std::string store_id;
    std::string terminal_id;
    std::string plugin_version;
  };

  explicit Background(const Parts& parts);
  // Stops: cuts the service off and joins both threads.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  void Start();

  // Wakes the delivering thread at once.
  void Wake();

  // Blocks until the cache follows the service and nothing waits in the outbox. UNAVAILABLE /
  // NOT_SYNCHRONISED after `timeout`.
  absl::Status Synchronise(Duration timeout);

 private:
  void FollowForever();
  void DeliverForever();
  Duration UntilDelivery(Duration not_before);
  bool IsNewsDue() const;
  absl::StatusOr<v1::PingResponse> Ping();
  absl::Status Probe();
  void Changed();
  // False once it is stopping.
  bool SleepFollower(Duration duration);

  Parts parts_;
  Follower follower_;
  Backoff follow_backoff_;
  Backoff deliver_backoff_;

  // Of the delivering thread: when it reported last, and which program.
  Duration told_at_{};
  int64_t told_version_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool record_left_ = false;     // for the delivering thread
  bool breaker_opened_ = false;  // for the delivering thread
  bool link_is_back_ = false;    // for the following thread
  std::thread follower_thread_;
  std::thread delivery_thread_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SYNC_BACKGROUND_H_
