// How many files and connections the process may have open.
#ifndef TESSERA_APP_LIMITS_H_
#define TESSERA_APP_LIMITS_H_

#include <cstdint>

namespace tessera::app {

// Raises the soft limit of open descriptors to the hard one and returns it. A gRPC server that has
// run out of them stops accepting for good, so the caller warns where it is low.
int64_t RaiseDescriptorLimit();

// Below this a chain of a few hundred terminals may run out.
inline constexpr int64_t kComfortableDescriptors = 4'096;

}  // namespace tessera::app

#endif  // TESSERA_APP_LIMITS_H_
