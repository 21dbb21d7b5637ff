// tessera.v1.Program to the engine's program.
#ifndef TESSERA_CODEC_PROGRAM_H_
#define TESSERA_CODEC_PROGRAM_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "tessera/engine/compiled_program.h"
#include "tessera/engine/program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::codec {

// Structural only: what values may be is engine::CompiledProgram::Compile's business. What cannot be
// carried over (an unknown enum number, seconds beyond int64 microseconds) is appended to `faults`
// as ROUNDING_UNKNOWN, VALUE_UNKNOWN or DURATION_INVALID and left at its default.
engine::Program ProgramFromProto(const v1::Program& message, std::vector<engine::Fault>* faults);

// Both steps, and what the engine knows nothing of, card formats (CARD_FORMAT_INVALID) and what
// segment.proto says: null, with all faults of both in `faults` (cleared first), if there are any.
std::shared_ptr<const engine::CompiledProgram> CompileProto(const v1::Program& message,
                                                            int64_t version,
                                                            std::vector<engine::Fault>* faults);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_PROGRAM_H_
