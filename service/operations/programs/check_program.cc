#include "tessera/operations/programs/check_program.h"

#include <vector>

#include "tessera/codec/program.h"
#include "tessera/operations/common/program_proto.h"

namespace tessera::operations {

absl::StatusOr<v1::CheckProgramResponse> CheckProgram(const Context&, storage::ReadTransaction&,
                                                      const v1::CheckProgramRequest& request) {
  std::vector<engine::Fault> faults;
  codec::CompileProto(request.program(), 1, &faults);
  v1::CheckProgramResponse response;
  AddFaults(faults, response.mutable_faults());
  return response;
}

}  // namespace tessera::operations
