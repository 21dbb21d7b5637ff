// Lengths of time from the wire. Inside of codec/.
#ifndef TESSERA_CODEC_SECONDS_H_
#define TESSERA_CODEC_SECONDS_H_

#include <cstdint>
#include <limits>
#include <string>

#include "enum.h"
#include "tessera/base/clock.h"

namespace tessera::codec {

// `otherwise` for what can't be a length of time, which is a fault.
inline Duration SecondsFromProto(int64_t seconds, Duration otherwise, const std::string& field,
                                 Faults* faults) {
  constexpr int64_t kLongest = std::numeric_limits<int64_t>::max() / 1'000'000;
  if (seconds >= 0 && seconds <= kLongest) return Seconds(seconds);
  faults->push_back({field, "DURATION_INVALID", "must be 0 or more seconds, and within reason"});
  return otherwise;
}

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_SECONDS_H_
