// ledger_rules.proto to the engine's values. Inside of codec/.
#ifndef TESSERA_CODEC_LEDGER_RULES_H_
#define TESSERA_CODEC_LEDGER_RULES_H_

#include <string>

#include "enum.h"
#include "tessera/engine/program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::codec {

// `field` is its path, for faults.
engine::PointsLife PointsLifeFromProto(const v1::PointsLife& message, const std::string& field,
                                       Faults* faults);
// Tiers and everything else that the ledger follows, but points_life.
void LedgerRulesFromProto(const v1::Program& message, engine::Program* program, Faults* faults);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_LEDGER_RULES_H_
