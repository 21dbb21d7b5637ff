// The one place where an absl::Status becomes what a host sees.
#ifndef TESSERA_PLUGIN_ABI_ERROR_H_
#define TESSERA_PLUGIN_ABI_ERROR_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/plugin.h"

namespace tessera::plugin {

// The code that a status has at the ABI.
int32_t CodeOf(const absl::Status& status);

// The code; fills `error`, up to its struct_size, if there is one. The message is the cashier's
// sentence in `language` where there is one for the reason, otherwise the status's own. May throw
// std::bad_alloc, but not for an OK status.
int32_t Report(const absl::Status& status, absl::string_view language, tessera_error* error);

// TESSERA_INTERNAL, without asking for memory: there may be none.
int32_t ReportFault(tessera_error* error) noexcept;

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_ERROR_H_
