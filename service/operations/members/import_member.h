#ifndef TESSERA_OPERATIONS_MEMBERS_IMPORT_MEMBER_H_
#define TESSERA_OPERATIONS_MEMBERS_IMPORT_MEMBER_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// What became of a row.
enum class Imported : uint8_t { kAdded, kChanged, kUnchanged };

// What a row makes of somebody who is not there yet, by the program in force for all (null: none), as far
// as that can be told without the store: whether they or their cards are there already shows when it is
// written. On any thread. Errors of ImportMemberRow.
absl::StatusOr<storage::NewMember> MakeNewMember(const Context& context,
                                                 const engine::CompiledProgram* live,
                                                 const v1::MemberImport& item);

// One member as it came from elsewhere, in a transaction of its own, or in one that is undone to here where
// it is refused: a new member that is refused has written nothing.
absl::StatusOr<Imported> ImportMemberRow(const Context& context, storage::Transaction& transaction,
                                         const v1::MemberImport& item);

// One item of ImportMembers, in a transaction of its own.
absl::Status ImportMember(const Context& context, storage::Transaction& transaction,
                          const v1::MemberImport& item);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_IMPORT_MEMBER_H_
