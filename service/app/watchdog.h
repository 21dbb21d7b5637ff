// Asks the service whether it serves, as a till would: over a new connection each time. A gRPC server
// that ran out of descriptors stops accepting for good while its old connections go on, so nothing but
// a new one tells.
#ifndef TESSERA_APP_WATCHDOG_H_
#define TESSERA_APP_WATCHDOG_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "tessera/base/clock.h"
#include "tessera/base/periodic.h"

namespace tessera::app {

// Connects anew and asks once; OK if the service says that it serves.
using Dial = std::function<absl::Status()>;

struct SelfCall {
  std::string address;  // host:port of the service itself
  Duration timeout;
  // PEM files of the service; empty for plain text. They are read at each call, or stay what they were
  // where they can't be. Their certificate must be good for a client, too; whose it is does not matter.
  std::string ca_file;
  std::string certificate_file;
  std::string private_key_file;
};
Dial DialOf(SelfCall call);

class Watchdog {
 public:
  // `on_dead` is called once, on the watchdog's thread, when `failures` calls in a row have failed.
  Watchdog(Dial dial, int failures, std::function<void()> on_dead)
      : dial_(std::move(dial)), failures_(failures), on_dead_(std::move(on_dead)) {}

  // The first call is made before it returns.
  void Start(Duration pause) {
    Look();
    thread_.Start(pause, [this] { Look(); });
  }
  // Waits for a call that is under way. Idempotent; not from `on_dead`.
  void Stop() { thread_.Stop(); }

  // One call. Until the first that succeeds no failure counts: a service whose own certificate is for
  // servers only can't be asked at all. For Start's thread and for tests.
  void Look();

 private:
  const Dial dial_;
  const int failures_;
  const std::function<void()> on_dead_;
  bool armed_ = false;
  bool dead_ = false;
  bool told_ = false;  // that it can't be asked
  int in_a_row_ = 0;
  Periodic thread_;
};

}  // namespace tessera::app

#endif  // TESSERA_APP_WATCHDOG_H_
