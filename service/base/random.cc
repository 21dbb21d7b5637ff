#include "tessera/base/random.h"

#include "tessera/base/sodium_ready.h"

namespace tessera {
namespace {

class RealRandom final : public Random {
 public:
  void Fill(void* bytes, size_t size) override { randombytes_buf(bytes, size); }
};

}  // namespace

Random& SystemRandom() {
  MakeSodiumReady();
  static RealRandom random;
  return random;
}

}  // namespace tessera
