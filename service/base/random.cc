#include "tessera/base/random.h"

#include <sodium.h>

namespace tessera {
namespace {

class RealRandom final : public Random {
 public:
  void Fill(void* bytes, size_t size) override { randombytes_buf(bytes, size); }
};

}  // namespace

Random& SystemRandom() {
  static RealRandom random;
  return random;
}

}  // namespace tessera
