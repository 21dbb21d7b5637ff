// The program as terminals of a store get it.
#ifndef TESSERA_OPERATIONS_SYNC_PROGRAM_IN_H_
#define TESSERA_OPERATIONS_SYNC_PROGRAM_IN_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/program.pb.h"

namespace tessera::operations {

// The version that counts in the store, with its document and since when it does; nullopt if there is
// none. Perhaps a lower one than before: a publication was withdrawn.
absl::StatusOr<std::optional<v1::ProgramVersion>> ProgramIn(storage::ReadTransaction& transaction,
                                                            absl::string_view store_id);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_PROGRAM_IN_H_
