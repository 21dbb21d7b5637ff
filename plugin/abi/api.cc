#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tessera/plugin.h"
#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/json/facade.h"

namespace {

tessera_api MakeTable() {
  tessera_api api{};
  api.struct_size = static_cast<uint32_t>(sizeof api);
  api.abi_major = TESSERA_ABI_MAJOR;
  api.abi_minor = TESSERA_ABI_MINOR;
  tessera::plugin::PutPluginCalls(&api);
  tessera::plugin::PutSaleCalls(&api);
  tessera::plugin::PutSubmissionCalls(&api);
  tessera::plugin::PutQuoteCalls(&api);
  tessera::plugin::PutOutcomeCalls(&api);
  return api;
}

}  // namespace

extern "C" const tessera_api* tessera_get_api(uint32_t abi_major) {
  if (abi_major != TESSERA_ABI_MAJOR) return nullptr;
  static const tessera_api table = MakeTable();
  return &table;
}

extern "C" char* tessera_call(const char* name, const char* arguments) {
  try {
    // Never ended: a host may call until its last moment.
    static auto* const facade =
        new tessera::plugin::json::Facade(*tessera_get_api(TESSERA_ABI_MAJOR));
    const std::string answer =
        facade->Call(name == nullptr ? "" : name, arguments == nullptr ? "" : arguments);
    auto* text = static_cast<char*>(std::malloc(answer.size() + 1));
    if (text != nullptr) std::memcpy(text, answer.c_str(), answer.size() + 1);
    return text;
  } catch (...) {
    return nullptr;
  }
}

extern "C" void tessera_call_free(char* answer) { std::free(answer); }
