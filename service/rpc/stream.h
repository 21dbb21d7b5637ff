// What the server-streaming methods share: a place among the bounded number of streams.
#ifndef TESSERA_RPC_STREAM_H_
#define TESSERA_RPC_STREAM_H_

#include <utility>

#include "absl/status/status.h"
#include "tessera/base/status.h"
#include "tessera/rpc/front.h"

namespace tessera::rpc {

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
