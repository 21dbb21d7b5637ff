// The functions of plugin.h for hosts where structs are a burden: a name and a JSON object in, a JSON
// object out.
#ifndef TESSERA_PLUGIN_JSON_FACADE_H_
#define TESSERA_PLUGIN_JSON_FACADE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tessera/plugin.h"
#include "tessera/plugin/json/handles.h"

namespace tessera::plugin::json {

// Thread-safe. Contract at tessera_call in tessera/plugin.h.
class Facade {
 public:
  explicit Facade(const tessera_api& api);
  Facade(const Facade&) = delete;
  Facade& operator=(const Facade&) = delete;

  // {"ok":true, ...} or {"ok":false,"error":{code, reason, field, message}}. May throw std::bad_alloc.
  std::string Call(absl::string_view name, absl::string_view object);

 private:
  const tessera_api& api_;
  Handles handles_;
};

}  // namespace tessera::plugin::json

#endif  // TESSERA_PLUGIN_JSON_FACADE_H_
