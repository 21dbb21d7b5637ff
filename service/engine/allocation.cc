#include "tessera/engine/allocation.h"

namespace tessera::engine {

int64_t CumulativeShare(int64_t whole, int64_t upto, int64_t total) {
  __extension__ using Wide = __int128;
  return static_cast<int64_t>(static_cast<Wide>(whole) * upto / total);
}

}  // namespace tessera::engine
