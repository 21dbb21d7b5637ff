#include "tessera/cli/import_place.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/secret.h"
#include "tessera/base/status.h"

namespace tessera::cli {

std::string EndsOfFile(const std::string& path, int64_t size_bytes) {
  constexpr int64_t kEnd = 1 << 20;
  std::ifstream file(path, std::ios::binary);
  ContentHasher hasher("tessera-import-file-1");
  for (const int64_t begin : {int64_t{0}, std::max<int64_t>(0, size_bytes - kEnd)}) {
    std::string bytes(static_cast<size_t>(std::min(kEnd, size_bytes)), '\0');
    file.seekg(begin);
    if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return "";
    hasher.Add(bytes);
  }
  const Digest digest = hasher.Finish();
  return absl::BytesToHexString(
      {reinterpret_cast<const char*>(digest.data()), digest.size()});
}

absl::StatusOr<ImportPlace> ReadImportPlace(const std::string& path) {
  std::ifstream file(path);
  const auto json = nlohmann::json::parse(file, nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    return InvalidInput("FILE_INVALID", "--resume",
                        absl::StrCat(path, " is damaged; remove it and begin anew"));
  }
  ImportPlace place;
  place.import_id = json.value("import_id", "");
  place.size_bytes = json.value("size_bytes", int64_t{0});
  place.ends = json.value("ends", "");
  place.row_no = json.value("row_no", int64_t{0});
  place.byte = json.value("byte", int64_t{0});
  place.line = json.value("line", 0);
  place.rejects_bytes = json.value("rejects_bytes", int64_t{0});
  return place;
}

bool WriteImportPlace(const std::string& path, const ImportPlace& place) {
  const nlohmann::json json = {{"import_id", place.import_id}, {"size_bytes", place.size_bytes},
                               {"ends", place.ends},           {"row_no", place.row_no},
                               {"byte", place.byte},           {"line", place.line},
                               {"rejects_bytes", place.rejects_bytes}};
  const std::string partial = absl::StrCat(path, ".partial");
  std::ofstream file(partial, std::ios::trunc);
  file << json.dump() << "\n";
  file.close();
  return file && std::rename(partial.c_str(), path.c_str()) == 0;
}

}  // namespace tessera::cli
