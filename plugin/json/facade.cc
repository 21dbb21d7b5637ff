#include "tessera/plugin/json/facade.h"

#include <pthread.h>

#include "tessera/base/status.h"
#include "tessera/plugin/json/call.h"

namespace tessera::plugin::json {
namespace {

// The one whose lock a fork waits for.
Handles* forked_handles = nullptr;

// Of the facade itself, before the library was asked: always the caller's to mend.
Document Fault(const absl::Status& status) {
  return {{"code", TESSERA_INVALID},
          {"reason", ReasonOf(status)},
          {"field", FieldOf(status)},
          {"message", std::string(status.message())}};
}

absl::StatusOr<int32_t> Run(Call& call, absl::string_view name) {
  Function function = FindSaleFunction(name);
  if (function == nullptr) function = FindPluginFunction(name);
  if (function == nullptr) {
    return InvalidInput("FUNCTION_UNKNOWN", "name", "name a function of the table in plugin.h");
  }
  return function(call);
}

std::string ToText(const Document& document) {
  return document.dump(-1, ' ', false, Document::error_handler_t::replace);
}

}  // namespace

Facade::Facade(const tessera_api& api) : api_(api), handles_(api) {
  forked_handles = &handles_;
  pthread_atfork([] { forked_handles->Lock(); }, [] { forked_handles->Unlock(); },
                 [] { forked_handles->Unlock(); });
}

std::string Facade::Call(absl::string_view name, absl::string_view object) {
  const absl::StatusOr<Document> parsed = Parse(object.empty() ? "{}" : object);
  if (!parsed.ok()) return ToText({{"ok", false}, {"error", Fault(parsed.status())}});
  json::Call call{api_, handles_, Arguments(*parsed)};
  call.error.struct_size = static_cast<uint32_t>(sizeof call.error);
  const absl::StatusOr<int32_t> code = Run(call, name);
  call.out["ok"] = code.ok() && *code == TESSERA_OK;
  if (!code.ok()) {
    call.out["error"] = Fault(code.status());
  } else if (*code != TESSERA_OK) {
    call.out["error"] = ToJson(kError, call.error);
  }
  return ToText(call.out);
}

}  // namespace tessera::plugin::json
