// A disk that is full, or takes the process with it, when a test says so: a VFS over the default one.
#ifndef TESSERA_TESTS_STORAGE_LYING_DISK_H_
#define TESSERA_TESTS_STORAGE_LYING_DISK_H_

#include <atomic>

namespace tessera::storage {

// While true, every write to a file of this VFS finds no space.
extern std::atomic<bool> disk_is_full;

// The write that this number comes down to 0 at kills the process; 0 for none.
extern std::atomic<int> writes_until_death;

// While true, syncs of WAL files wait.
extern std::atomic<bool> log_syncs_wait;

// While true, syncs of WAL files fail; of database files.
extern std::atomic<bool> log_syncs_fail;
extern std::atomic<bool> database_syncs_fail;

// Registers it once and returns its name.
const char* LyingDisk();

}  // namespace tessera::storage

#endif  // TESSERA_TESTS_STORAGE_LYING_DISK_H_
