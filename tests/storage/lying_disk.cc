#include "lying_disk.h"

#include <csignal>
#include <map>
#include <mutex>
#include <utility>

#include "sqlite3.h"

namespace tessera::storage {

std::atomic<bool> disk_is_full{false};
std::atomic<int> writes_until_death{0};
std::atomic<bool> log_syncs_wait{false};
std::atomic<bool> log_syncs_fail{false};
std::atomic<bool> database_syncs_fail{false};

namespace {

// The method tables of the real files, and ours over them; a table serves many files.
std::mutex mutex;
std::map<std::pair<const sqlite3_io_methods*, bool>, sqlite3_io_methods> lying;  // true: of logs
std::map<const sqlite3_io_methods*, const sqlite3_io_methods*> honest;

const sqlite3_io_methods* HonestOf(sqlite3_file* file) {
  std::lock_guard<std::mutex> lock(mutex);
  return honest.at(file->pMethods);
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (disk_is_full) return SQLITE_FULL;
  if (writes_until_death > 0 && --writes_until_death == 0) std::raise(SIGKILL);
  return HonestOf(file)->xWrite(file, bytes, count, offset);
}

int SyncLog(sqlite3_file* file, int flags) {
  log_syncs_wait.wait(true);
  return log_syncs_fail ? SQLITE_IOERR_FSYNC : HonestOf(file)->xSync(file, flags);
}

int Sync(sqlite3_file* file, int flags) {
  return database_syncs_fail ? SQLITE_IOERR_FSYNC : HonestOf(file)->xSync(file, flags);
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  const int code = real->xOpen(real, name, file, flags, out_flags);
  if (code != SQLITE_OK || file->pMethods == nullptr) return code;
  std::lock_guard<std::mutex> lock(mutex);
  const bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
  sqlite3_io_methods& ours = lying[{file->pMethods, is_log}];
  ours = *file->pMethods;
  ours.xWrite = Write;
  ours.xSync = is_log ? SyncLog : Sync;
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
