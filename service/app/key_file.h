// The chain's keys on disk: 64 bytes, the lookup key and then the seal key. Whoever has it can read
// sealed names and find members by their cards; whoever loses it can do neither again.
#ifndef TESSERA_APP_KEY_FILE_H_
#define TESSERA_APP_KEY_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tessera/base/random.h"
#include "tessera/operations/common/operation.h"

namespace tessera::app {

// NOT_FOUND / KEY_FILE_MISSING; FAILED_PRECONDITION / KEY_FILE_EXPOSED if group or others may read
// it; DATA_LOSS / KEY_FILE_INVALID.
absl::StatusOr<operations::Secrets> ReadKeyFile(const std::string& path);

// Makes new keys, readable by the owner only. ALREADY_EXISTS / KEY_FILE_EXISTS, FILE_UNWRITABLE.
absl::StatusOr<operations::Secrets> CreateKeyFile(const std::string& path, Random& random);

// Stands for these keys and tells nothing about them: a database remembers whose it is.
std::string KeyCheck(const operations::Secrets& secrets);

}  // namespace tessera::app

#endif  // TESSERA_APP_KEY_FILE_H_
