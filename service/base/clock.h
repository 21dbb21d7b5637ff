// Time as a port: nothing below main asks the operating system what time it is.
#ifndef TESSERA_BASE_CLOCK_H_
#define TESSERA_BASE_CLOCK_H_

#include <compare>
#include <cstdint>

namespace tessera {

// A length of time in microseconds.
struct Duration {
  int64_t us = 0;
  constexpr auto operator<=>(const Duration&) const = default;
};

// A point in time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
struct Instant {
  int64_t us = 0;
  constexpr auto operator<=>(const Instant&) const = default;
  constexpr Instant operator+(Duration d) const { return {us + d.us}; }
  constexpr Instant operator-(Duration d) const { return {us - d.us}; }
  constexpr Duration operator-(Instant other) const { return {us - other.us}; }
};

constexpr Duration Milliseconds(int64_t n) { return {n * 1'000}; }
constexpr Duration Seconds(int64_t n) { return {n * 1'000'000}; }
constexpr Duration Days(int64_t n) { return {n * 86'400'000'000}; }

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time; may step backwards when the machine's clock is set.
  virtual Instant Now() const = 0;
  // Never goes back; only differences mean anything. For deadlines and ages.
  virtual Duration Monotonic() const = 0;
};

// The machine's own clocks.
const Clock& SystemClock();

}  // namespace tessera

#endif  // TESSERA_BASE_CLOCK_H_
