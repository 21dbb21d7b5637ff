// What the server-streaming methods share: a place among the bounded number of streams.
#ifndef TESSERA_RPC_STREAM_H_
#define TESSERA_RPC_STREAM_H_

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "tessera/base/status.h"
#include "tessera/rpc/front.h"

namespace tessera::rpc {

// When a watch ends, on the monotonic clock: by up to a tenth of the connection's age sooner, so that not
// all come back at once.
inline Duration EndOfStream(Front& front) {
  const int64_t age_us = front.options.connection_age.us;
  const uint64_t spread = static_cast<uint64_t>(age_us / 10) + 1;
  const int64_t sooner_us = static_cast<int64_t>(front.random.Next64() % spread);
  return Duration{front.clock.Monotonic().us + age_us - sooner_us};
}

// Holds the place from Take until Release, or until it goes.
class StreamPlace {
 public:
  explicit StreamPlace(Front& front) : front_(front) {}
  ~StreamPlace() { Release(); }
  StreamPlace(const StreamPlace&) = delete;
  StreamPlace& operator=(const StreamPlace&) = delete;

  // RESOURCE_EXHAUSTED / TOO_MANY_STREAMS.
  absl::Status Take() {
    taken_ = true;
    if (++front_.streams <= front_.options.watchers) return absl::OkStatus();
    return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS", "",
                     "the service serves as many snapshots and watches as it may; try again later");
  }

  // Before the stream is finished, so that a client that saw its end finds the place free.
  void Release() {
    if (std::exchange(taken_, false)) --front_.streams;
  }

 private:
  Front& front_;
  bool taken_ = false;
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_STREAM_H_
