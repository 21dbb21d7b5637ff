// Small files, whole.
#ifndef TESSERA_APP_FILE_H_
#define TESSERA_APP_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tessera::app {

// At most 1 MiB. NOT_FOUND / FILE_MISSING, PERMISSION_DENIED / FILE_UNREADABLE.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Makes `path` with `bytes`, readable by its owner only, whole or not at all, on the disk when it
// returns. ALREADY_EXISTS / FILE_EXISTS; UNAVAILABLE / FILE_UNWRITABLE.
absl::Status CreatePrivateFile(const std::string& path, absl::string_view bytes);

}  // namespace tessera::app

#endif  // TESSERA_APP_FILE_H_
