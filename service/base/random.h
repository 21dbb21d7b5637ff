// Randomness as a port, so that a simulation can replay it from a seed.
#ifndef TESSERA_BASE_RANDOM_H_
#define TESSERA_BASE_RANDOM_H_

#include <cstddef>
#include <cstdint>

namespace tessera {

// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(void* bytes, size_t size) = 0;
  uint64_t Next64() {
    uint64_t value;
    Fill(&value, sizeof value);
    return value;
  }
};

// The operating system's cryptographic source.
Random& SystemRandom();

}  // namespace tessera

#endif  // TESSERA_BASE_RANDOM_H_
