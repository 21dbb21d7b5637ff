#include "tessera/app/file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::app {
namespace {

constexpr size_t kMaximumBytes = 1 << 20;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

absl::Status Unwritable(const std::string& path, int error) {
  return MakeError(absl::StatusCode::kUnavailable, "FILE_UNWRITABLE", "",
                   absl::StrCat("cannot write ", path, ": ", std::strerror(error)));
}

absl::Status WriteAndSync(const std::string& path, absl::string_view bytes) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return Unwritable(path, errno);
  while (!bytes.empty()) {
    const ssize_t written = write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Unwritable(path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(file.get()) != 0) return Unwritable(path, errno);
  return absl::OkStatus();
}

absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor descriptor(
      open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0 || fsync(descriptor.get()) != 0) return Unwritable(path, errno);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    const int error = errno;
    const std::string message = absl::StrCat(path, ": ", std::strerror(error));
    return error == ENOENT ? NotFound("FILE_MISSING", "", message)
                           : MakeError(absl::StatusCode::kPermissionDenied, "FILE_UNREADABLE", "",
                                       message);
  }
  std::string bytes;
  char block[4096];
  while (bytes.size() <= kMaximumBytes) {
    const ssize_t got = read(file.get(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return MakeError(absl::StatusCode::kPermissionDenied, "FILE_UNREADABLE", "",
                       absl::StrCat(path, ": ", std::strerror(errno)));
    }
    if (got == 0) return bytes;
    bytes.append(block, static_cast<size_t>(got));
  }
  return InvalidInput("FILE_TOO_LARGE", "", absl::StrCat(path, " is larger than 1 MiB"));
}

absl::Status CreatePrivateFile(const std::string& path, absl::string_view bytes) {
  const std::string temporary = absl::StrCat(path, ".", getpid(), ".new");
  unlink(temporary.c_str());
  absl::Status written = WriteAndSync(temporary, bytes);
  // A link, not a rename: it never replaces a file that somebody made meanwhile.
  if (written.ok() && link(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    written = error == EEXIST ? MakeError(absl::StatusCode::kAlreadyExists, "FILE_EXISTS", "",
                                          absl::StrCat(path, " exists already"))
                              : Unwritable(path, error);
  }
  unlink(temporary.c_str());
  TESSERA_RETURN_IF_ERROR(written);
  return SyncFolderOf(path);
}

}  // namespace tessera::app
