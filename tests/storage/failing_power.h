// A disk whose power fails: what was written and not synced by then is there or not, each write for
// itself. A VFS over the default one; the synced state of each file is kept in memory.
#ifndef TESSERA_TESTS_STORAGE_FAILING_POWER_H_
#define TESSERA_TESTS_STORAGE_FAILING_POWER_H_

#include <atomic>
#include <random>

namespace tessera::storage {

// The write or sync that this comes down to 0 at, and all behind it, fail and change nothing; below 0:
// none does.
extern std::atomic<int> operations_until_outage;

// Registers it once and returns its name.
const char* FailingPower();

// What files of this VFS hold after the outage, which `random` decides; forgets them. No connection
// may be open.
void LoseUnsynced(std::mt19937_64& random);

}  // namespace tessera::storage

#endif  // TESSERA_TESTS_STORAGE_FAILING_POWER_H_
