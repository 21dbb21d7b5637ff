// Loads libtessera.so the way a vendor does: dlopen, one symbol, nothing linked.
#ifndef TESSERA_TILL_LIBRARY_H_
#define TESSERA_TILL_LIBRARY_H_

#include <string>

#include "tessera/plugin.hpp"

namespace tessera::till {

// The table of functions. The library stays loaded for the life of the process: threads that it
// started may still be on their way out when the last handle is closed. LIBRARY_MISSING,
// ABI_UNSUPPORTED.
pos::Result<const tessera_api*> LoadLibrary(const std::string& path);

// libtessera.so beside this executable.
std::string DefaultLibraryPath();

}  // namespace tessera::till

#endif  // TESSERA_TILL_LIBRARY_H_
