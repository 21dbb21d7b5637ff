// What happens to an outbox file that is damaged: it is set aside, and what can be read of it goes on.
#ifndef TESSERA_PLUGIN_OUTBOX_DAMAGE_H_
#define TESSERA_PLUGIN_OUTBOX_DAMAGE_H_

#include <string>

#include "absl/status/status.h"
#include "tessera/sqlite/connection.h"

namespace tessera::plugin {

// DATA_LOSS / STORAGE_CORRUPT for a file that does not check out.
absl::Status CheckWhole(sqlite::Connection& connection);

// Gives the file at `path` another name, outbox-damaged-1.db or the next that is free, and puts a new
// one at its place with every record that can be read, under its old number. No number that the old
// file used is given out again. Nobody may have it open. After an error, or if the process dies
// meanwhile, FinishSettingAside goes on with it.
absl::Status SetAside(const std::string& path, const std::string& vfs);

// Does what is left to be done of a SetAside that did not get through.
absl::Status FinishSettingAside(const std::string& path, const std::string& vfs);

// How many files lie beside `path` that were set aside.
int FilesSetAside(const std::string& path);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_DAMAGE_H_
