// What points to a member: a card number, a phone, a QR, an NFC tag. Kept only as a keyed hash.
#ifndef TESSERA_BASE_IDENTIFIER_H_
#define TESSERA_BASE_IDENTIFIER_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/base/phone.h"
#include "tessera/base/secret.h"

namespace tessera {

enum class IdentifierKind : uint8_t { kCard = 1, kPhone = 2, kQr = 3, kNfc = 4 };

// One normal form per identifier: made only by NormalizeIdentifier.
struct Identifier {
  IdentifierKind kind = IdentifierKind::kCard;
  std::string value;
};

// Card, QR: 4 to 64 of A-Z 0-9 - . _ (letters upper-cased); NFC: 8, 14 or 20 hexadecimal digits, upper
// case; phone: as NormalizePhone says, by `rules`.
// INVALID_ARGUMENT / IDENTIFIER_INVALID with field "identifier" otherwise; BANK_CARD_REFUSED for what
// holds a bank card's number (base/bank_card.h), of a phone one of 14 digits and more.
absl::StatusOr<Identifier> NormalizeIdentifier(IdentifierKind kind, absl::string_view raw,
                                               absl::Span<const PhoneRule> rules = {});

using IdentifierHash = std::array<uint8_t, 16>;

// BLAKE2b-128 keyed with the chain's lookup key over "kind:value". Service and terminals hold the
// same key, so a terminal can look up, and report, a card without storing it.
IdentifierHash HashIdentifier(const SecretKey& lookup_key, const Identifier& identifier);

// The same over "purpose:code", for codes that are worth something to whoever knows them: coupons
// ("coupon"), gift cards ("gift-card"). `purpose` begins with a letter, so that no code hashes like an
// identifier. Blanks around the code are dropped and ASCII letters upper-cased first.
using CodeHash = std::array<uint8_t, 16>;
CodeHash HashCode(const SecretKey& lookup_key, absl::string_view purpose, absl::string_view code);
// The same with letters as they are, for codes that differ by case too. Never the same hash as that of
// HashCode.
CodeHash HashExactCode(const SecretKey& lookup_key, absl::string_view purpose,
                       absl::string_view code);

inline absl::string_view HashBytes(const IdentifierHash& hash) {
  return absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size());
}
// INVALID_ARGUMENT / IDENTIFIER_HASH_INVALID unless exactly 16 bytes.
absl::StatusOr<IdentifierHash> ParseIdentifierHash(absl::string_view bytes, absl::string_view field);

}  // namespace tessera

#endif  // TESSERA_BASE_IDENTIFIER_H_
