// Names of the cache's files: cache-1.db, cache-2.db ... of which the last is valid. A snapshot fills the
// next one under another name, under which it stays if it breaks off.
#ifndef TESSERA_PLUGIN_CACHE_CACHE_FILES_H_
#define TESSERA_PLUGIN_CACHE_CACHE_FILES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tessera::plugin {

// For one thread at a time.
class CacheFiles {
 public:
  // `path` is that of cache.db, which older versions used, and which goes.
  explicit CacheFiles(absl::string_view path);

  // Looks which are there, and deletes all but the last one that was finished and the draft.
  void Look();

  // The valid one; "" if there is none yet.
  std::string current() const { return number_ == 0 ? "" : Name(number_); }
  // What the next one is called, and until it is finished.
  std::string next() const { return Name(number_ + 1); }
  std::string draft() const { return folder_ + kDraft; }

  // The draft, which nobody has open, becomes the next one, durably. UNAVAILABLE / STORAGE_FAILED.
  absl::Status FinishDraft() const;
  // The next one is the valid one from now on; the one before is deleted.
  void MoveOn();

  // Deletes a file with what SQLite puts beside it.
  static void Delete(const std::string& path);

 private:
  static constexpr char kDraft[] = "cache-draft.db";

  std::string Name(int64_t number) const;

  const std::string folder_;
  int64_t number_ = 0;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_CACHE_FILES_H_
