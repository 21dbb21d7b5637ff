#include "tessera/storage/sqlite/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tessera/base/ids.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/connection.h"
#include "tessera/storage/sqlite/row.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Connection;

absl::Status Failed(const char* action) {
  const int error = errno;
  const std::string message = absl::StrCat("backup: ", action, ": ", std::strerror(error));
  if (error == ENOSPC || error == EDQUOT) {
    return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", "", message);
  }
  if (error == ENOENT || error == EACCES || error == EROFS || error == ENOTDIR) {
    return Refused("STORAGE_UNOPENABLE", "",
                   absl::StrCat(message, "; check that the folder exists and may be written"));
  }
  return MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED", "", message);
}

bool IsThere(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::symlink_status(path, ignored).type() !=
         std::filesystem::file_type::not_found;
}

// Whoever asks again because the first answer got lost sees that this is it.
std::string Described(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return "";
  return absl::StrCat(": ", file.st_size, " bytes, written ",
                      absl::FormatTime(absl::RFC3339_sec, absl::FromUnixSeconds(file.st_mtime),
                                       absl::UTCTimeZone()));
}

absl::Status CheckFree(const std::string& path) {
  if (!IsThere(path)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAlreadyExists, "FILE_EXISTS", "",
                   absl::StrCat("there is a file of this name already", Described(path),
                                "; if an earlier try made it, it is whole; if not, name another"));
}

// The file that becomes the copy, with those that SQLite puts beside it; gone unless it was renamed.
class Partial {
 public:
  explicit Partial(std::string copy) : copy_(std::move(copy)), path_(absl::StrCat(copy_, ".partial")) {
    Remove();
  }
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;
  ~Partial() { Remove(); }

  const std::string& path() const { return path_; }

  // Readable by its owner only: SQLite itself would let everybody read it.
  absl::Status Create() {
    const int file = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return Failed("create");
    close(file);
    return absl::OkStatus();
  }

  absl::Status Publish() {
    TESSERA_RETURN_IF_ERROR(Sync(path_));
    TESSERA_RETURN_IF_ERROR(CheckFree(copy_));
    if (std::rename(path_.c_str(), copy_.c_str()) != 0) return Failed("rename");
    const std::string folder = std::filesystem::path(copy_).parent_path();
    return Sync(folder.empty() ? "." : folder);
  }

 private:
  static absl::Status Sync(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return Failed("open");
    const bool synced = fsync(file) == 0;
    const absl::Status status = synced ? absl::OkStatus() : Failed("sync");
    close(file);
    return status;
  }

  void Remove() {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(path_ + suffix, ignored);
    }
  }

  const std::string copy_;
  const std::string path_;
};

// VACUUM INTO reads one state, as any reader does: neither readers nor the writer wait for it, and
// only the log cannot be cut meanwhile. SQLite's backup API would begin anew with each write of
// another connection.
absl::Status Copy(const BackupPlaces& places, const Partial& partial,
                  absl::FunctionRef<absl::Status()> still_wanted) {
  absl::Status wanted;
  tessera::sqlite::OpenOptions reading;
  reading.mode = tessera::sqlite::OpenMode::kReadOnly;
  reading.vfs = places.vfs;
  TESSERA_ASSIGN_OR_RETURN(const auto connection, Connection::Open(places.database, reading));
  connection->StopUnless([&] {
    wanted = still_wanted();
    return wanted.ok();
  });
  const absl::Status copied = connection->Prepare("VACUUM INTO ?1").Text(partial.path()).Run();
  return wanted.ok() ? copied : wanted;
}

absl::Status CheckSound(Connection& connection) {
  auto integrity = connection.Prepare("PRAGMA integrity_check(1)");
  TESSERA_RETURN_IF_ERROR(integrity.One());
  TESSERA_ASSIGN_OR_RETURN(const bool dangling,
                           connection.Prepare("PRAGMA foreign_key_check").Step());
  if (integrity.TextAt(0) == "ok" && !dangling) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDataLoss, "STORAGE_CORRUPT", "",
                   "the database is damaged and so would be its copy; restore an older backup");
}

// Terminals that saw what came after the copy was made must not take a restored database for this one.
absl::Status GiveEpoch(Connection& connection, Random& random) {
  Uuid epoch;
  random.Fill(epoch.data(), epoch.size());
  return connection.Prepare("UPDATE chain SET epoch = ?1").Blob(AsBytes(epoch)).Run();
}

absl::Status Finish(const BackupPlaces& places, const Partial& partial, Random& random) {
  tessera::sqlite::OpenOptions writing;
  writing.mode = tessera::sqlite::OpenMode::kReadWrite;
  writing.vfs = places.vfs;
  TESSERA_ASSIGN_OR_RETURN(const auto connection, Connection::Open(partial.path(), writing));
  TESSERA_RETURN_IF_ERROR(CheckSound(*connection));
  TESSERA_RETURN_IF_ERROR(GiveEpoch(*connection, random));
  TESSERA_ASSIGN_OR_RETURN(const auto log,
                           connection->Checkpoint(tessera::sqlite::CheckpointMode::kTruncate));
  return log.complete ? absl::OkStatus() : Broken("somebody else uses the copy");
}

}  // namespace

absl::Status BackUp(const BackupPlaces& places, Random& random,
                    absl::FunctionRef<absl::Status()> still_wanted) {
  TESSERA_RETURN_IF_ERROR(CheckFree(places.copy));
  Partial partial(places.copy);
  TESSERA_RETURN_IF_ERROR(partial.Create());
  TESSERA_RETURN_IF_ERROR(Copy(places, partial, still_wanted));
  TESSERA_RETURN_IF_ERROR(still_wanted());
  TESSERA_RETURN_IF_ERROR(Finish(places, partial, random));
  return partial.Publish();
}

}  // namespace tessera::storage::sqlite
