#include "lying_disk.h"

#include <csignal>
#include <map>
#include <mutex>

#include "sqlite3.h"

namespace tessera::storage {

std::atomic<bool> disk_is_full{false};
std::atomic<int> writes_until_death{0};

namespace {

// The method tables of the real files, and ours over them; a table serves many files.
std::mutex mutex;
std::map<const sqlite3_io_methods*, sqlite3_io_methods> lying;
std::map<const sqlite3_io_methods*, const sqlite3_io_methods*> honest;

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (disk_is_full) return SQLITE_FULL;
  if (writes_until_death > 0 && --writes_until_death == 0) std::raise(SIGKILL);
  const sqlite3_io_methods* real = nullptr;
  {
    std::lock_guard<std::mutex> lock(mutex);
    real = honest.at(file->pMethods);
  }
  return real->xWrite(file, bytes, count, offset);
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  const int code = real->xOpen(real, name, file, flags, out_flags);
  if (code != SQLITE_OK || file->pMethods == nullptr) return code;
  std::lock_guard<std::mutex> lock(mutex);
  sqlite3_io_methods& ours = lying[file->pMethods];
  ours = *file->pMethods;
  ours.xWrite = Write;
  honest[&ours] = file->pMethods;
  file->pMethods = &ours;
  return code;
}

}  // namespace

const char* LyingDisk() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
    sqlite3_vfs ours = *real;
    ours.zName = "lying-disk";
    ours.pAppData = real;
    ours.xOpen = Open;
    return ours;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  static_cast<void>(registered);
  return vfs.zName;
}

}  // namespace tessera::storage
