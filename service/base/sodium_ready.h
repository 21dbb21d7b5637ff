// libsodium chooses its code for this processor in sodium_init, which must have run before anything
// else of it does.
#ifndef TESSERA_BASE_SODIUM_READY_H_
#define TESSERA_BASE_SODIUM_READY_H_

#include <sodium.h>

namespace tessera {

// Thread-safe; does it once per process.
inline void MakeSodiumReady() {
  static const int initialised = sodium_init();
  static_cast<void>(initialised);
}

}  // namespace tessera

#endif  // TESSERA_BASE_SODIUM_READY_H_
