// The circuit breaker: after a few failures in a row calls stop being made, so that a dead link does
// not cost the cashier its deadline at every scan.
#ifndef TESSERA_PLUGIN_REMOTE_BREAKER_H_
#define TESSERA_PLUGIN_REMOTE_BREAKER_H_

#include <functional>
#include <mutex>
#include <utility>

#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/plugin/remote/backoff.h"

namespace tessera::plugin {

// Thread-safe.
class Breaker {
 public:
  struct Options {
    int failures_to_open = 2;
    Duration first_probe = Milliseconds(200);
    Duration longest_probe = Seconds(2);
  };

  Breaker(const Clock& clock, Random& random, Options options)
      : clock_(clock),
        options_(options),
        backoff_(random, options.first_probe, options.longest_probe) {}

  // Whether a call that somebody waits for may be made.
  bool Closed() const;
  // Whether the last contact got the service's word. False before the first.
  bool online() const;

  // The service said something, were it a refusal.
  void Succeeded();
  void Failed();

  // `opened` is called, on the thread whose call failed, each time it opens: probes are due from then
  // on. It must not call the breaker back. Once this returned, the one before is not called any more.
  void OnOpened(std::function<void()> opened) {
    std::lock_guard<std::mutex> lock(opened_mutex_);
    opened_ = std::move(opened);
  }

  // True for one caller each time a probe is due; that caller reports how it went.
  bool TakeProbe();
  // How long until TakeProbe may be true; 0 if it is due. The longest step while closed.
  Duration UntilProbe() const;

 private:
  const Clock& clock_;
  const Options options_;
  std::mutex opened_mutex_;
  std::function<void()> opened_ = [] {};
  mutable std::mutex mutex_;
  Backoff backoff_;
  int failures_ = 0;
  bool open_ = false;
  bool online_ = false;
  Duration probe_at_{};
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_REMOTE_BREAKER_H_
