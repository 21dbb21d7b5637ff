#include "tessera/plugin_fakes/lying_disk.h"

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>

#include "sqlite3.h"

namespace tessera::fakes {
namespace {

std::atomic<bool> full{false};
std::atomic<bool> roomless{false};
std::atomic<bool> dark{false};

std::mutex stall_mutex;
std::condition_variable stall_changed;
bool stalled = false;
int stalling = 0;  // syncs that wait

void WaitWhileStalled() {
  std::unique_lock<std::mutex> lock(stall_mutex);
  ++stalling;
  stall_changed.notify_all();
  stall_changed.wait(lock, [] { return !stalled; });
  --stalling;
}

std::mutex mutex;
// The method tables of the real files, and ours over them; a table serves many files.
std::map<const sqlite3_io_methods*, sqlite3_io_methods> lying;
std::map<const sqlite3_io_methods*, const sqlite3_io_methods*> honest;
std::map<const sqlite3_file*, std::string> names;
// What would be found after a power cut.
std::map<std::string, std::string> durable;

const sqlite3_io_methods* Real(const sqlite3_file* file) {
  std::lock_guard<std::mutex> lock(mutex);
  return honest.at(file->pMethods);
}

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return "";
  std::string content(static_cast<size_t>(file.tellg()), '\0');
  file.seekg(0);
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  return content;
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (full) return SQLITE_FULL;
  if (dark) return SQLITE_IOERR_WRITE;
  sqlite3_int64 size = 0;
  if (roomless && (Real(file)->xFileSize(file, &size) != SQLITE_OK || offset + count > size)) {
    return SQLITE_FULL;
  }
  return Real(file)->xWrite(file, bytes, count, offset);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (dark) return SQLITE_IOERR_TRUNCATE;
  return Real(file)->xTruncate(file, size);
}

int Sync(sqlite3_file* file, int flags) {
  WaitWhileStalled();
  if (dark) return SQLITE_IOERR_FSYNC;
  const int code = Real(file)->xSync(file, flags);
  if (code != SQLITE_OK) return code;
  std::lock_guard<std::mutex> lock(mutex);
  const std::string& name = names[file];
  durable[name] = ContentOf(name);
  return code;
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  if (roomless && name != nullptr && !std::filesystem::exists(name)) {
    file->pMethods = nullptr;
    return SQLITE_CANTOPEN;
  }
  const int code = real->xOpen(real, name, file, flags, out_flags);
  if (code != SQLITE_OK || file->pMethods == nullptr) return code;
  std::lock_guard<std::mutex> lock(mutex);
  sqlite3_io_methods& ours = lying[file->pMethods];
  ours = *file->pMethods;
  ours.xWrite = Write;
  ours.xTruncate = Truncate;
  ours.xSync = Sync;
  honest[&ours] = file->pMethods;
  file->pMethods = &ours;
  if (name != nullptr) {
    names[file] = name;
    // What was there before is taken to be on the disk; a new file is not.
    if (durable.count(name) == 0) durable[name] = ContentOf(name);
  }
  return code;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  if (dark) return SQLITE_IOERR_DELETE;
  auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  std::lock_guard<std::mutex> lock(mutex);
  durable.erase(name);
  return real->xDelete(real, name, sync_folder);
}

}  // namespace

const char* LyingDisk() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
    sqlite3_vfs ours = *real;
    ours.zName = "lying-till-disk";
    ours.pAppData = real;
    ours.xOpen = Open;
    ours.xDelete = Delete;
    return ours;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  static_cast<void>(registered);
  return vfs.zName;
}

FullDisk::FullDisk() { full = true; }
FullDisk::~FullDisk() { full = false; }

NoRoom::NoRoom() { roomless = true; }
NoRoom::~NoRoom() { roomless = false; }

StalledDisk::StalledDisk() {
  std::lock_guard<std::mutex> lock(stall_mutex);
  stalled = true;
}

StalledDisk::~StalledDisk() {
  {
    std::lock_guard<std::mutex> lock(stall_mutex);
    stalled = false;
  }
  stall_changed.notify_all();
}

void StalledDisk::AwaitSync() {
  std::unique_lock<std::mutex> lock(stall_mutex);
  stall_changed.wait(lock, [] { return stalling > 0; });
}

PowerCut::PowerCut() { dark = true; }

PowerCut::~PowerCut() {
  std::lock_guard<std::mutex> lock(mutex);
  for (const auto& [name, content] : durable) {
    std::ofstream(name, std::ios::binary | std::ios::trunc) << content;
    std::remove((name + "-shm").c_str());
  }
  dark = false;
}

}  // namespace tessera::fakes
