#include "tessera/codec/identifier.h"

#include "tessera/base/status.h"

namespace tessera::codec {

absl::StatusOr<Identifier> IdentifierFromProto(const v1::Identifier& message) {
  IdentifierKind kind;
  switch (message.kind()) {
    case v1::IDENTIFIER_KIND_CARD: kind = IdentifierKind::kCard; break;
    case v1::IDENTIFIER_KIND_PHONE: kind = IdentifierKind::kPhone; break;
    case v1::IDENTIFIER_KIND_QR: kind = IdentifierKind::kQr; break;
    case v1::IDENTIFIER_KIND_NFC: kind = IdentifierKind::kNfc; break;
    default:
      return InvalidInput("IDENTIFIER_INVALID", "kind", "name the kind: card, phone, QR or NFC");
  }
  absl::StatusOr<Identifier> identifier = NormalizeIdentifier(kind, message.value());
  if (identifier.ok()) return identifier;
  return MakeError(identifier.status().code(), ReasonOf(identifier.status()), "value",
                   identifier.status().message());
}

v1::Identifier IdentifierToProto(const Identifier& identifier) {
  v1::Identifier message;
  switch (identifier.kind) {
    case IdentifierKind::kCard: message.set_kind(v1::IDENTIFIER_KIND_CARD); break;
    case IdentifierKind::kPhone: message.set_kind(v1::IDENTIFIER_KIND_PHONE); break;
    case IdentifierKind::kQr: message.set_kind(v1::IDENTIFIER_KIND_QR); break;
    case IdentifierKind::kNfc: message.set_kind(v1::IDENTIFIER_KIND_NFC); break;
  }
  message.set_value(identifier.value);
  return message;
}

}  // namespace tessera::codec
