#include "tessera/plugin/cache/cache_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

constexpr char kPrefix[] = "cache-";
constexpr char kOlder[] = "cache.db";

// 0 for what is no finished file of the cache.
int64_t NumberOf(absl::string_view name) {
  int64_t number = 0;
  const bool is_one = absl::ConsumePrefix(&name, kPrefix) && absl::ConsumeSuffix(&name, ".db") &&
                      absl::SimpleAtoi(name, &number) && number > 0;
  return is_one ? number : 0;
}

absl::Status Failed() {
  return MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED", "data_folder",
                   absl::StrCat("cannot finish a file of the cache: ", std::strerror(errno)));
}

absl::Status SyncPath(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return Failed();
  const absl::Status status = ::fsync(file) == 0 ? absl::OkStatus() : Failed();
  ::close(file);
  return status;
}

}  // namespace

CacheFiles::CacheFiles(absl::string_view path)
    : folder_(path.substr(0, path.size() - std::strlen(kOlder))) {}

std::string CacheFiles::Name(int64_t number) const {
  return absl::StrCat(folder_, kPrefix, number, ".db");
}

void CacheFiles::Look() {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (absl::StartsWith(name, kPrefix) || absl::StartsWith(name, kOlder)) names.push_back(name);
  }
  number_ = 0;
  for (const std::string& name : names) number_ = std::max(number_, NumberOf(name));
  const std::string kept = absl::StrCat(kPrefix, number_, ".db");
  for (const std::string& name : names) {
    // With what SQLite keeps beside those that are kept.
    const bool keep = name == kept || name == kept + "-wal" || name == kept + "-shm" ||
                      absl::StartsWith(name, kDraft);
    if (!keep) std::remove((folder_ + name).c_str());
  }
}

absl::Status CacheFiles::FinishDraft() const {
  TESSERA_RETURN_IF_ERROR(SyncPath(draft(), O_RDWR));
  // A log of an attempt that got as far as this would be taken for the new file's own.
  Delete(next());
  if (std::rename(draft().c_str(), next().c_str()) != 0) return Failed();
  Delete(draft());
  return SyncPath(folder_, O_RDONLY | O_DIRECTORY);
}

void CacheFiles::MoveOn() {
  if (number_ > 0) Delete(current());
  ++number_;
}

void CacheFiles::Delete(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) std::remove((path + suffix).c_str());
}

}  // namespace tessera::plugin
