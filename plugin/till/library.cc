#include "library.h"

#include <dlfcn.h>

#include <cstring>
#include <filesystem>

namespace tessera::till {

pos::Result<const tessera_api*> LoadLibrary(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* why = dlerror();
    return pos::Error{TESSERA_NOT_FOUND, "LIBRARY_MISSING", "library",
                      std::string("can't load the plugin; name it with --library: ") +
                          (why != nullptr ? why : path.c_str())};
  }
  void* symbol = dlsym(handle, "tessera_get_api");
  if (symbol == nullptr) {
    return pos::Error{TESSERA_INVALID, "ABI_UNSUPPORTED", "library",
                      path + " has no tessera_get_api: it is not the Tessera plugin"};
  }
  tessera_get_api_function get_api = nullptr;
  // ISO C++ has no cast from an object pointer to a function pointer; POSIX promises the same size.
  static_assert(sizeof(get_api) == sizeof(symbol));
  std::memcpy(&get_api, &symbol, sizeof(get_api));
  const tessera_api* api = get_api(TESSERA_ABI_MAJOR);
  if (api == nullptr) {
    return pos::Error{TESSERA_INVALID, "ABI_UNSUPPORTED", "library",
                      path + " speaks another major version of the ABI"};
  }
  return api;
}

std::string DefaultLibraryPath() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return "libtessera.so";
  return (self.parent_path() / "libtessera.so").string();
}

}  // namespace tessera::till
