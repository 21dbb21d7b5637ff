// One call of the facade, under way.
#ifndef TESSERA_PLUGIN_JSON_CALL_H_
#define TESSERA_PLUGIN_JSON_CALL_H_

#include <cstdint>
#include <limits>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/plugin/json/answer.h"
#include "tessera/plugin/json/handles.h"
#include "tessera/plugin/json/structs.h"

namespace tessera::plugin::json {

struct Call {
  const tessera_api& api;
  Handles& handles;
  Arguments arguments;
  Document out = Document::object();
  tessera_error error = {};

  absl::StatusOr<Handles::Plugin> Plugin() {
    absl::StatusOr<int64_t> number = Number("plugin");
    if (!number.ok()) return number.status();
    return handles.FindPlugin(*number);
  }
  absl::StatusOr<Handles::Sale> Sale() {
    absl::StatusOr<int64_t> number = Number("sale");
    if (!number.ok()) return number.status();
    return handles.FindSale(*number);
  }
  absl::StatusOr<int64_t> Number(const char* field) {
    return arguments.Integer(field, 0, std::numeric_limits<int64_t>::max());
  }
  absl::StatusOr<uint32_t> Small(const char* field) {
    absl::StatusOr<int64_t> number =
        arguments.Integer(field, 0, std::numeric_limits<uint32_t>::max());
    if (!number.ok()) return number.status();
    return static_cast<uint32_t>(*number);
  }
  absl::StatusOr<int32_t> Kind() {
    absl::StatusOr<int64_t> number =
        arguments.Integer("identifier_kind", 0, std::numeric_limits<int32_t>::max());
    if (!number.ok()) return number.status();
    return static_cast<int32_t>(*number);
  }

  // Shows the answer of a call that succeeded, and gives it back.
  int32_t Show(int32_t code, tessera_answer* answer) {
    if (code == TESSERA_OK && answer != nullptr) out["answer"] = AnswerToJson(api, answer);
    api.answer_release(answer);
    return code;
  }
};

// What the library said; a status for arguments that never came to it.
using Function = absl::StatusOr<int32_t> (*)(Call&);

// NULL for a name that the table does not have.
Function FindPluginFunction(absl::string_view name);
Function FindSaleFunction(absl::string_view name);

}  // namespace tessera::plugin::json

#endif  // TESSERA_PLUGIN_JSON_CALL_H_
