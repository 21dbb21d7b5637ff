// Files that people name on the command line.
#ifndef TESSERA_CLI_FILE_H_
#define TESSERA_CLI_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tessera::cli {

// The whole file; INVALID_ARGUMENT / FILE_UNREADABLE with `option` as the field.
absl::StatusOr<std::string> ReadTextFile(const std::string& path, absl::string_view option);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_FILE_H_
