// Reads what can be read of a damaged outbox.
#ifndef TESSERA_PLUGIN_OUTBOX_SALVAGE_H_
#define TESSERA_PLUGIN_OUTBOX_SALVAGE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tessera/sqlite/connection.h"

namespace tessera::plugin {

// Copies all that can be read of `from`, of whatever version, into the empty outbox `to`, whose next
// record gets a number above all that `from` gave out; where nobody can tell which those were, above
// `fallback`. What can't be read is no error: errors are those of `to`.
absl::Status Salvage(sqlite::Connection& from, sqlite::Connection& to, int64_t fallback);

// For a file of which nothing can be read at all.
absl::Status BeginAbove(sqlite::Connection& to, int64_t sequence);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_SALVAGE_H_
