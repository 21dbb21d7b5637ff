#include "tessera/plugin/folder/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr uintmax_t kSmallFileBytes = 1 << 20;
constexpr uint64_t kRoomBytes = 1 << 20;

absl::Status Unwritable(absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "DATA_FOLDER_UNWRITABLE", "data_folder",
                   absl::StrCat("cannot write to the data folder: ", what));
}

// A whole file, durable before it has its name.
absl::Status WriteWhole(const std::string& path, absl::string_view bytes) {
  const std::string draft = path + ".new";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Unwritable(std::strerror(errno));
  const ssize_t written = ::write(file, bytes.data(), bytes.size());
  const bool good = written == static_cast<ssize_t>(bytes.size()) && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  if (!good) return Unwritable(std::strerror(error));
  if (::rename(draft.c_str(), path.c_str()) != 0) return Unwritable(std::strerror(errno));
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return Unwritable(std::strerror(errno));
  const bool good = ::fsync(folder) == 0;
  const int error = errno;
  ::close(folder);
  return good ? absl::OkStatus() : Unwritable(std::strerror(error));
}

// Makes the folder with its parents, if it is not there, and makes their names last.
absl::Status MakeFolder(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> parents;
  std::error_code failure;
  for (std::filesystem::path made = path; !std::filesystem::exists(made, failure) && !failure;) {
    made = made.parent_path();
    parents.push_back(made);
  }
  if (failure) return Unwritable(failure.message());
  if (parents.empty()) return absl::OkStatus();
  std::filesystem::create_directories(path, failure);
  if (failure) return Unwritable(failure.message());
  if (::chmod(path.c_str(), 0700) != 0) return Unwritable(std::strerror(errno));
  for (const std::filesystem::path& parent : parents) {
    // One that may be written but not read can't be opened to be synced.
    if (::access(parent.c_str(), R_OK) == 0) TESSERA_RETURN_IF_ERROR(SyncFolder(parent.string()));
  }
  return absl::OkStatus();
}

// Absolute, and without a slash behind it.
absl::StatusOr<std::filesystem::path> Whole(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path whole = std::filesystem::absolute(path, failure).lexically_normal();
  if (failure) return Unwritable(failure.message());
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Folder>> Folder::Open(const std::string& path) {
  TESSERA_ASSIGN_OR_RETURN(const std::filesystem::path whole, Whole(path));
  TESSERA_RETURN_IF_ERROR(MakeFolder(whole));
  const int lock = ::open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return Unwritable(std::strerror(errno));
  auto file = std::make_unique<UnsharedFile>(lock);
  if (::flock(file->get(), LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    if (reason != EWOULDBLOCK) return Unwritable(std::strerror(reason));
    return MakeError(absl::StatusCode::kFailedPrecondition, "DATA_FOLDER_IN_USE", "data_folder",
                     "another open plugin uses this data folder; close it or choose another folder");
  }
  return std::unique_ptr<Folder>(new Folder(path, std::move(file)));
}

absl::StatusOr<std::string> Folder::TerminalKey(Random& random) const {
  const std::string path = path_ + "/terminal.key";
  std::ifstream file(path, std::ios::binary);
  std::string key(kKeyBytes, '\0');
  if (file.read(key.data(), kKeyBytes) && file.peek() == std::ifstream::traits_type::eof()) return key;
  random.Fill(key.data(), key.size());
  TESSERA_RETURN_IF_ERROR(WriteWhole(path, key));
  TESSERA_RETURN_IF_ERROR(Sync());
  return key;
}

bool Folder::IsFull() const {
  struct statvfs disk {};
  return ::statvfs(path_.c_str(), &disk) == 0 && disk.f_bavail * disk.f_frsize < kRoomBytes;
}

absl::Status Folder::Sync() const { return SyncFolder(path_); }

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, absl::string_view field) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error) {
    return InvalidInput("CONFIG_INVALID", field, absl::StrCat("cannot read ", path, ": ",
                                                              error.message()));
  }
  if (size == 0 || size > kSmallFileBytes) {
    return InvalidInput("CONFIG_INVALID", field, absl::StrCat(path, " is empty or above 1 MiB"));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (text.size() != size) {
    return InvalidInput("CONFIG_INVALID", field, absl::StrCat("cannot read ", path));
  }
  return text;
}

}  // namespace tessera::plugin
