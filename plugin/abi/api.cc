#include <cstdint>

#include "tessera/plugin.h"
#include "tessera/plugin/abi/calls.h"

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
