#include "tessera/cli/file.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::cli {

absl::StatusOr<std::string> ReadTextFile(const std::string& path, absl::string_view option) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  // An empty file sets failbit on `text`; a folder opens like one.
  std::error_code unknown;
  if (!file.is_open() || file.bad() || text.bad() || std::filesystem::is_directory(path, unknown)) {
    return InvalidInput("FILE_UNREADABLE", option, absl::StrCat("cannot read ", path));
  }
  return text.str();
}

}  // namespace tessera::cli
