// The plugin's folder on the till: one open plugin at a time, readable by its owner only.
#ifndef TESSERA_PLUGIN_FOLDER_FOLDER_H_
#define TESSERA_PLUGIN_FOLDER_FOLDER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/random.h"
#include "tessera/base/secret.h"
#include "tessera/plugin/folder/unshared_file.h"

namespace tessera::plugin {

// Holds the folder's lock until it ends.
class Folder {
 public:
  // Makes the folder with its parents if it is not there. FAILED_PRECONDITION / DATA_FOLDER_IN_USE,
  // DATA_FOLDER_UNWRITABLE.
  static absl::StatusOr<std::unique_ptr<Folder>> Open(const std::string& path);
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string cache_path() const { return path_ + "/cache.db"; }
  std::string outbox_path() const { return path_ + "/outbox.db"; }
  std::string guard_path() const { return path_ + "/guard.db"; }

  // 32 random bytes kept in terminal.key, made at first use: what seals the cache's secrets where
  // the terminal has no private key of its own. A damaged file is made anew; the cache, whose
  // secrets it sealed, is then rebuilt.
  absl::StatusOr<std::string> TerminalKey(Random& random) const;

  // Whether the disk has hardly any room left, as far as it says.
  bool IsFull() const;

  // Makes names of new files last through a power failure.
  absl::Status Sync() const;

 private:
  Folder(std::string path, std::unique_ptr<UnsharedFile> lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  const std::string path_;
  const std::unique_ptr<UnsharedFile> lock_;
};

// The whole of a small file. INVALID_ARGUMENT / CONFIG_INVALID with `field`.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, absl::string_view field);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_FOLDER_FOLDER_H_
