#include "tessera/operations/sync/program_in.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {

absl::StatusOr<std::optional<v1::ProgramVersion>> ProgramIn(storage::ReadTransaction& transaction,
                                                            absl::string_view store_id) {
  std::optional<v1::ProgramVersion> message;
  TESSERA_ASSIGN_OR_RETURN(const auto in_force, transaction.publications().InForce(store_id));
  if (!in_force) return message;
  TESSERA_ASSIGN_OR_RETURN(const auto stored, transaction.FindProgram(in_force->version));
  if (!stored) return Broken("a version in force is gone");
  TESSERA_ASSIGN_OR_RETURN(message, ProgramToProto(*stored, true));
  message->set_starts_at_us(in_force->starts_at.us);
  return message;
}

}  // namespace tessera::operations
