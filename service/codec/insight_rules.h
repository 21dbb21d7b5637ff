// What a program says about segments, stages, scores and targets: of no concern to the engine, which
// takes a member's segments as given, so it is checked here.
#ifndef TESSERA_CODEC_INSIGHT_RULES_H_
#define TESSERA_CODEC_INSIGHT_RULES_H_

#include <vector>

#include "tessera/engine/compiled_program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::codec {

// Adds what is wrong with segments, life_cycle, rfm and insight; the reasons stand in segment.proto.
void CheckInsightRules(const v1::Program& program, std::vector<engine::Fault>* faults);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_INSIGHT_RULES_H_
