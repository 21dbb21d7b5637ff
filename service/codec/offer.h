// tessera.v1.Offer to the engine's offer. Inside of codec/.
#ifndef TESSERA_CODEC_OFFER_H_
#define TESSERA_CODEC_OFFER_H_

#include <string>

#include "enum.h"
#include "tessera/engine/program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::codec {

// `field` is the offer's path in the document: "offers[3]".
engine::Offer OfferFromProto(const v1::Offer& message, const std::string& field, Faults* faults);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_OFFER_H_
