// A program's card formats, and what is wrong with them. The engine knows nothing of cards, so this is
// checked where the document is turned into a program.
#ifndef TESSERA_CODEC_CARD_FORMATS_H_
#define TESSERA_CODEC_CARD_FORMATS_H_

#include <vector>

#include "tessera/base/card_format.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::codec {

// TOO_MANY_ITEMS beyond 32; CARD_FORMAT_INVALID for a format without a kind, with a prefix over 32
// bytes or a length beyond 4 to 64, with an application identifier that no element has or one of varying
// length without a prefix or a length, and for one that would take everything that is scanned.
void CheckCardFormats(const v1::Program& message, std::vector<engine::Fault>* faults);

std::vector<CardFormat> CardFormatsFromProto(const v1::Program& message, std::vector<engine::Fault>* faults);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_CARD_FORMATS_H_
