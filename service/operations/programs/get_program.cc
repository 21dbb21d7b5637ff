#include "tessera/operations/programs/get_program.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {

absl::StatusOr<v1::GetProgramResponse> GetProgram(const Context&,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::GetProgramRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const auto stored, request.version() == 0
                                                  ? transaction.FindLiveProgram()
                                                  : transaction.FindProgram(request.version()));
  if (!stored) return NotFound("PROGRAM_UNKNOWN", "version", "no such version was published");
  v1::GetProgramResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_version(), ProgramToProto(*stored, true));
  TESSERA_ASSIGN_OR_RETURN(const auto live, transaction.publications().InForce(""));
  if (live && live->version == stored->version) {
    response.mutable_version()->set_starts_at_us(live->starts_at.us);
  }
  return response;
}

}  // namespace tessera::operations
