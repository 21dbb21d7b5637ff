#include "tessera/storage/sqlite/row.h"

#include "tessera/base/status.h"

namespace tessera::storage::sqlite {

absl::Status Row::status() const {
  if (!statement_.status().ok() || sound_) return statement_.status();
  return MakeError(absl::StatusCode::kDataLoss, "STORAGE_CORRUPT", "",
                   "database: an id or a hash has the wrong length");
}

}  // namespace tessera::storage::sqlite
