#include "tessera/codec/identifier.h"

#include "tessera/base/status.h"

namespace tessera::codec {

absl::StatusOr<Identifier> IdentifierFromProto(const v1::Identifier& message,
                                               absl::Span<const PhoneRule> rules) {
  IdentifierKind kind;
  switch (message.kind()) {
    case v1::IDENTIFIER_KIND_CARD: kind = IdentifierKind::kCard; break;
    case v1::IDENTIFIER_KIND_PHONE: kind = IdentifierKind::kPhone; break;
    case v1::IDENTIFIER_KIND_QR: kind = IdentifierKind::kQr; break;
    case v1::IDENTIFIER_KIND_NFC: kind = IdentifierKind::kNfc; break;
    default:
      return InvalidInput("IDENTIFIER_INVALID", "kind", "name the kind: card, phone, QR or NFC");
  }
  absl::StatusOr<Identifier> identifier = NormalizeIdentifier(kind, message.value(), rules);
  if (identifier.ok()) return identifier;
  return MakeError(identifier.status().code(), ReasonOf(identifier.status()), "value",
                   identifier.status().message());
}

v1::Identifier IdentifierToProto(const Identifier& identifier) {
  v1::Identifier message;
  switch (identifier.kind) {
    case IdentifierKind::kCard: message.set_kind(v1::IDENTIFIER_KIND_CARD); break;
    case IdentifierKind::kPhone:
      message.set_kind(v1::IDENTIFIER_KIND_PHONE);
      message.set_value("+");
      break;
    case IdentifierKind::kQr: message.set_kind(v1::IDENTIFIER_KIND_QR); break;
    case IdentifierKind::kNfc: message.set_kind(v1::IDENTIFIER_KIND_NFC); break;
  }
  message.mutable_value()->append(identifier.value);
  return message;
}

std::vector<PhoneRule> PhoneRulesFromProto(const v1::Program& program) {
  std::vector<PhoneRule> rules;
  for (const v1::PhoneRule& rule : program.phone_rules()) {
    rules.push_back({rule.prefix(), rule.length(), rule.replacement()});
  }
  return rules;
}

}  // namespace tessera::codec
