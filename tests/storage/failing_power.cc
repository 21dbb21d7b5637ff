#include "failing_power.h"

#include <chrono>
#include <cstdint>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "sqlite3.h"

namespace tessera::storage {

std::atomic<int> operations_until_outage{-1};

namespace {

struct Change {
  bool is_cut = false;  // to `at` bytes
  size_t at = 0;
  std::string bytes;
  uint64_t number = 0;
};

struct File {
  std::string synced;
  std::deque<Change> pending;
};

std::mutex mutex;
uint64_t changes = 0;  // so far
std::map<std::string, File> files;
std::map<sqlite3_file*, std::string> paths;
std::map<const sqlite3_io_methods*, sqlite3_io_methods> failing;
std::map<const sqlite3_io_methods*, const sqlite3_io_methods*> honest;

bool IsOut() {
  int left = operations_until_outage;
  while (left > 0 && !operations_until_outage.compare_exchange_weak(left, left - 1)) {
  }
  return left >= 0 && left <= 1;
}

void Apply(const Change& change, std::string& content) {
  if (change.is_cut) return content.resize(change.at);
  if (content.size() < change.at + change.bytes.size()) {
    content.resize(change.at + change.bytes.size());
  }
  std::memcpy(&content[change.at], change.bytes.data(), change.bytes.size());
}

const sqlite3_io_methods* HonestOf(sqlite3_file* file) {
  std::lock_guard<std::mutex> lock(mutex);
  return honest.at(file->pMethods);
}

void Note(sqlite3_file* file, Change change) {
  std::lock_guard<std::mutex> lock(mutex);
  change.number = ++changes;
  files[paths.at(file)].pending.push_back(std::move(change));
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (IsOut()) return SQLITE_IOERR_WRITE;
  const auto* start = static_cast<const char*>(bytes);
  Note(file, {false, static_cast<size_t>(offset), {start, start + count}, 0});
  return HonestOf(file)->xWrite(file, bytes, count, offset);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (IsOut()) return SQLITE_IOERR_TRUNCATE;
  Note(file, {true, static_cast<size_t>(size), {}, 0});
  return HonestOf(file)->xTruncate(file, size);
}

// Takes its time now and then, as a disk does: the writer gets ahead of what is durable. What is written
// meanwhile is not part of it, and where the power fails meanwhile nothing is.
int Sync(sqlite3_file* file, int) {
  if (IsOut()) return SQLITE_IOERR_FSYNC;
  uint64_t last = 0;
  {
    std::lock_guard<std::mutex> lock(mutex);
    last = changes;
  }
  static std::atomic<int> syncs{0};
  if (++syncs % 8 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(3));
  if (operations_until_outage == 0) return SQLITE_IOERR_FSYNC;
  std::lock_guard<std::mutex> lock(mutex);
  File& shadow = files[paths.at(file)];
  while (!shadow.pending.empty() && shadow.pending.front().number <= last) {
    Apply(shadow.pending.front(), shadow.synced);
    shadow.pending.pop_front();
  }
  return SQLITE_OK;
}

int Close(sqlite3_file* file) {
  const sqlite3_io_methods* real = HonestOf(file);
  {
    std::lock_guard<std::mutex> lock(mutex);
    paths.erase(file);
  }
  return real->xClose(file);
}

std::string ContentOf(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  const int code = real->xOpen(real, name, file, flags, out_flags);
  if (code != SQLITE_OK || file->pMethods == nullptr || name == nullptr) return code;
  std::lock_guard<std::mutex> lock(mutex);
  sqlite3_io_methods& ours = failing[file->pMethods];
  ours = *file->pMethods;
  ours.xWrite = Write;
  ours.xTruncate = Truncate;
  ours.xSync = Sync;
  ours.xClose = Close;
  honest[&ours] = file->pMethods;
  file->pMethods = &ours;
  paths[file] = name;
  if (files.find(name) == files.end()) files[name].synced = ContentOf(name);
  return code;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync) {
  if (IsOut()) return SQLITE_IOERR_DELETE;
  auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  std::lock_guard<std::mutex> lock(mutex);
  files.erase(name);
  return real->xDelete(real, name, sync);
}

}  // namespace

const char* FailingPower() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
    sqlite3_vfs ours = *real;
    ours.zName = "failing-power";
    ours.pAppData = real;
    ours.xOpen = Open;
    ours.xDelete = Delete;
    return ours;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  static_cast<void>(registered);
  return vfs.zName;
}

void LoseUnsynced(std::mt19937_64& random) {
  std::lock_guard<std::mutex> lock(mutex);
  for (auto& [path, file] : files) {
    for (const Change& change : file.pending) {
      if (random() % 2 == 0) Apply(change, file.synced);
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << file.synced;
    std::filesystem::remove(path + "-shm");
  }
  files.clear();
}

}  // namespace tessera::storage
