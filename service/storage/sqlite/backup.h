// A copy of a database in use.
#ifndef TESSERA_STORAGE_SQLITE_BACKUP_H_
#define TESSERA_STORAGE_SQLITE_BACKUP_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "tessera/base/random.h"

namespace tessera::storage::sqlite {

struct BackupPlaces {
  std::string database;
  std::string copy;
  std::string vfs;  // as sqlite::OpenOptions::vfs
};

// As Store::Backup, in "<copy>.partial" until it is whole. One at a time for a copy.
absl::Status BackUp(const BackupPlaces& places, Random& random,
                    absl::FunctionRef<absl::Status()> still_wanted);

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_BACKUP_H_
