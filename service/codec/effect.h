// tessera.v1.Effect to the engine's effect. Inside of codec/.
#ifndef TESSERA_CODEC_EFFECT_H_
#define TESSERA_CODEC_EFFECT_H_

#include <string>

#include "enum.h"
#include "tessera/engine/effect.h"
#include "tessera/v1/program.pb.h"

namespace tessera::codec {

engine::Text TextFromProto(const v1::Text& message);

// monostate for a message without an effect. `field` is the effect's path in the document.
engine::Effect EffectFromProto(const v1::Effect& message, const std::string& field,
                               Faults* faults);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_EFFECT_H_
