// The circuit breaker: after a few failures in a row calls stop being made, so that a dead link does
// not cost the cashier its deadline at every scan.
#ifndef TESSERA_PLUGIN_REMOTE_BREAKER_H_
#define TESSERA_PLUGIN_REMOTE_BREAKER_H_

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/plugin/remote/backoff.h"

namespace tessera::plugin {

enum class Link : uint8_t {
  kConnecting,  // nothing was heard yet
  kOnline,      // the last contact got the service's word
  kAway,        // it did not
  kRefused,     // the service is there and takes nothing of this terminal: a person has to mend that
};

struct LinkState {
  Link link = Link::kConnecting;
  // Of kAway and kRefused; a stable reason: SERVICE_AWAY, TLS_FAILED, TERMINAL_MISMATCH ...
  std::string reason;
};

// Thread-safe.
class Breaker {
 public:
  struct Options {
    int failures_to_open = 2;
    Duration first_probe = Milliseconds(200);
    Duration longest_probe = Seconds(2);
    // After a refusal that only a person mends.
    Duration refused_probe = Seconds(30);
  };

  Breaker(const Clock& clock, Random& random, Options options)
      : clock_(clock),
        options_(options),
        backoff_(random, options.first_probe, options.longest_probe) {}

  // Whether a call that somebody waits for may be made.
  bool Closed() const;
  LinkState link() const;
  // link().link == Link::kOnline.
  bool online() const { return link().link == Link::kOnline; }

  // The service answered a call, were it by refusing what was asked: closes it.
  void Succeeded();
  // Something of the service arrived that no call asked for just now. That does not say that calls get
  // through: it does not close it, but no probe is further off than the longest usual step.
  void Heard();
  // No word from the service, and why.
  void Failed(const std::string& reason = "SERVICE_AWAY");
  // The service takes nothing of this terminal: opens it at once.
  void Refused(const std::string& reason);

  // `opened` is called, on the thread whose call failed, each time it opens, and when a probe is due
  // earlier than it was. It must not call the breaker back. Once this returned, the one before is not called any more.
  void OnOpened(std::function<void()> opened) {
    std::lock_guard<std::mutex> lock(opened_mutex_);
    opened_ = std::move(opened);
  }

  // True for one caller each time a probe is due; that caller reports how it went.
  bool TakeProbe();
  // How long until TakeProbe may be true; 0 if it is due. The longest usual step while closed.
  Duration UntilProbe() const;

 private:
  void TellOpened();

  const Clock& clock_;
  const Options options_;
  std::mutex opened_mutex_;
  std::function<void()> opened_ = [] {};
  mutable std::mutex mutex_;
  Backoff backoff_;
  int failures_ = 0;
  bool open_ = false;
  LinkState link_;
  Duration probed_at_{};  // or opened
  Duration probe_at_{};
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_REMOTE_BREAKER_H_
