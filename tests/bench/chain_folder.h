// The data folder of a chain with many members, made without a service.
#ifndef TESSERA_BENCH_CHAIN_FOLDER_H_
#define TESSERA_BENCH_CHAIN_FOLDER_H_

#include <filesystem>

#include "absl/status/status.h"

namespace tessera::bench {

// Makes keys and database of a chain with the test service's members 0 to `members` - 1. Each has a
// card and `entries` entries, which leave a few open lots. Shows on standard error how far it is.
absl::Status MakeChain(const std::filesystem::path& folder, int members, int entries);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_CHAIN_FOLDER_H_
