#include "tessera/app/data_folder.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::app {
namespace {

absl::Status Unwritable(const std::string& path, const std::string& why) {
  return MakeError(absl::StatusCode::kPermissionDenied, "DATA_FOLDER_UNWRITABLE", "data_folder",
                   absl::StrCat("cannot write to the data folder ", path, ": ", why,
                                "; give it to the user that runs tesserad, or name another with "
                                "--data"));
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return absl::OkStatus();
  std::filesystem::create_directories(path, error);
  if (error) return Unwritable(path, error.message());
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  if (error) return Unwritable(path, error.message());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DataFolder> DataFolder::Open(const std::string& path) {
  TESSERA_RETURN_IF_ERROR(MakeFolder(path));
  const std::string lock_path = path + "/tesserad.lock";
  const int lock = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return Unwritable(path, std::strerror(errno));
  DataFolder folder(path, lock);
  if (flock(lock, LOCK_EX | LOCK_NB) == 0) return folder;
  if (errno != EWOULDBLOCK) return Unwritable(path, std::strerror(errno));
  return Refused("DATA_FOLDER_IN_USE", "data_folder",
                 absl::StrCat("another tesserad works on ", path,
                              "; stop it first, or name another folder with --data"));
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
  if (lock_ >= 0) close(lock_);
}

bool DataFolder::HasDatabase() const {
  struct stat state {};
  return stat(DatabaseFile().c_str(), &state) == 0 && state.st_size > 0;
}

bool DataFolder::IsExposed() const {
  struct stat state {};
  return stat(path_.c_str(), &state) == 0 && (state.st_mode & S_IRWXO) != 0;
}

}  // namespace tessera::app
