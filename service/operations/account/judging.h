// Tiers that active points make: who changes the balance of an account changes it for all who use it.
#ifndef TESSERA_OPERATIONS_ACCOUNT_JUDGING_H_
#define TESSERA_OPERATIONS_ACCOUNT_JUDGING_H_

#include "absl/status/status.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Judges the tiers of all who use the member's account besides the member itself. Does nothing where
// something else than active points makes the tiers of `live`.
absl::Status JudgeSharers(const Context& context, storage::Transaction& transaction,
                          const engine::CompiledProgram& live, const LoadedMember& member);

// Judges the member, too, by the live program: for whatever changes a balance and nothing else. Does
// nothing without one, or where the member is part of another.
absl::Status JudgeByPoints(const Context& context, storage::Transaction& transaction,
                           LoadedMember& member);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_JUDGING_H_
