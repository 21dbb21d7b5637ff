// tessera.v1.Identifier to the domain's identifier.
#ifndef TESSERA_CODEC_IDENTIFIER_H_
#define TESSERA_CODEC_IDENTIFIER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tessera/base/identifier.h"
#include "tessera/v1/member.pb.h"
#include "tessera/v1/program.pb.h"

namespace tessera::codec {

// Normalised, phones by the program's rules. INVALID_ARGUMENT / IDENTIFIER_INVALID with field "kind", or as NormalizeIdentifier
// with field "value". Callers put the path of the message before it with InField.
absl::StatusOr<Identifier> IdentifierFromProto(const v1::Identifier& message,
                                               absl::Span<const PhoneRule> rules = {});

// A phone gets its plus, so that no rule reads it anew.
v1::Identifier IdentifierToProto(const Identifier& identifier);

std::vector<PhoneRule> PhoneRulesFromProto(const v1::Program& program);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_IDENTIFIER_H_
