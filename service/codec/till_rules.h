// A program's rules for terminals from their messages. Inside of codec/.
#ifndef TESSERA_CODEC_TILL_RULES_H_
#define TESSERA_CODEC_TILL_RULES_H_

#include "enum.h"
#include "tessera/engine/program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::codec {

// Fills `offline`, `cache`, `guard`, `surveys` and the life of signed codes. Their ranges are Compile's
// business.
void TillRulesFromProto(const v1::Program& message, engine::Program* program, Faults* faults);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_TILL_RULES_H_
