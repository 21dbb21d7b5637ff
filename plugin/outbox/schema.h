// The tables of the outbox file.
#ifndef TESSERA_PLUGIN_OUTBOX_SCHEMA_H_
#define TESSERA_PLUGIN_OUTBOX_SCHEMA_H_

#include "absl/types/span.h"
#include "tessera/sqlite/migration.h"

namespace tessera::plugin {

// For sqlite::Migrate.
absl::Span<const sqlite::Migration> OutboxSchema();

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_SCHEMA_H_
