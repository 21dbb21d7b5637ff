#include "tessera/operations/programs/check_program.h"

#include <vector>

#include "tessera/codec/program.h"

namespace tessera::operations {

absl::StatusOr<v1::CheckProgramResponse> CheckProgram(const Context&, storage::ReadTransaction&,
                                                      const v1::CheckProgramRequest& request) {
  std::vector<engine::Fault> faults;
  codec::CompileProto(request.program(), 1, &faults);
  v1::CheckProgramResponse response;
  for (const engine::Fault& fault : faults) {
    v1::ProgramFault* message = response.add_faults();
    message->set_field(fault.field);
    message->set_reason(fault.reason);
    message->set_message(fault.message);
  }
  return response;
}

}  // namespace tessera::operations
