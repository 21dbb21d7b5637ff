#include "tessera/plugin/outbox/damage.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tessera/base/status.h"
#include "tessera/plugin/outbox/salvage.h"
#include "tessera/plugin/outbox/schema.h"
#include "tessera/sqlite/migration.h"

namespace tessera::plugin {
namespace {

constexpr int kMostFiles = 100;

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// The name of the n-th file that was set aside, from 1.
std::string AsideOf(const std::string& path, int number) {
  return absl::StrCat(absl::StripSuffix(path, ".db"), "-damaged-", number, ".db");
}

absl::Status Rename(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED", "data_folder",
                   absl::StrCat("a damaged file can't be set aside: ", std::strerror(errno)));
}

void Remove(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
}

sqlite::OpenOptions Options(const std::string& vfs, sqlite::OpenMode mode) {
  sqlite::OpenOptions options;
  options.mode = mode;
  options.cache_kib = 1'024;
  options.vfs = vfs;
  return options;
}

// A number that no till reached by counting receipts.
int64_t NumberFrom(const std::string& path) {
  struct stat file {};
  return ::stat(path.c_str(), &file) == 0 ? static_cast<int64_t>(file.st_mtime) : 1'000'000'000;
}

absl::Status Fill(const std::string& aside, const std::string& draft, const std::string& vfs) {
  TESSERA_ASSIGN_OR_RETURN(
      const auto to, sqlite::Connection::Open(draft, Options(vfs, sqlite::OpenMode::kCreate)));
  ::chmod(draft.c_str(), 0600);
  TESSERA_RETURN_IF_ERROR(sqlite::Migrate(*to, OutboxSchema()));
  const auto from =
      sqlite::Connection::Open(aside, Options(vfs, sqlite::OpenMode::kReadOnly));
  TESSERA_RETURN_IF_ERROR(from.ok() ? Salvage(**from, *to, NumberFrom(aside))
                                    : BeginAbove(*to, NumberFrom(aside)));
  // The file alone gets another name: nothing may be left in its log.
  TESSERA_ASSIGN_OR_RETURN(const sqlite::CheckpointResult moved,
                           to->Checkpoint(sqlite::CheckpointMode::kTruncate));
  if (moved.complete) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable, "STORAGE_BUSY", "data_folder",
                   "somebody reads what is left of a damaged outbox; try again");
}

absl::Status Replace(const std::string& aside, const std::string& path, const std::string& vfs) {
  const std::string draft = path + ".new";
  Remove(draft);
  TESSERA_RETURN_IF_ERROR(Fill(aside, draft, vfs));
  std::remove((aside + "-shm").c_str());
  return Rename(draft, path);
}

}  // namespace

absl::Status CheckWhole(sqlite::Connection& connection) {
  sqlite::Statement check = connection.Prepare("PRAGMA quick_check(1)");
  TESSERA_RETURN_IF_ERROR(check.One());
  if (check.TextAt(0) == "ok") return check.status();
  return MakeError(absl::StatusCode::kDataLoss, "STORAGE_CORRUPT", "data_folder",
                   "the outbox file is damaged");
}

int FilesSetAside(const std::string& path) {
  int files = 0;
  for (int number = 1; number <= kMostFiles; ++number) files += Exists(AsideOf(path, number)) ? 1 : 0;
  return files;
}

absl::Status SetAside(const std::string& path, const std::string& vfs) {
  int number = 1;
  while (number < kMostFiles && Exists(AsideOf(path, number))) ++number;
  const std::string aside = AsideOf(path, number);
  std::remove((path + "-shm").c_str());
  TESSERA_RETURN_IF_ERROR(Rename(path, aside));
  if (Exists(path + "-wal")) TESSERA_RETURN_IF_ERROR(Rename(path + "-wal", aside + "-wal"));
  return Replace(aside, path, vfs);
}

absl::Status FinishSettingAside(const std::string& path, const std::string& vfs) {
  if (Exists(path)) return absl::OkStatus();
  int number = kMostFiles;
  while (number > 0 && !Exists(AsideOf(path, number))) --number;
  if (number == 0) return absl::OkStatus();
  const std::string aside = AsideOf(path, number);
  if (Exists(path + "-wal")) TESSERA_RETURN_IF_ERROR(Rename(path + "-wal", aside + "-wal"));
  return Replace(aside, path, vfs);
}

}  // namespace tessera::plugin
