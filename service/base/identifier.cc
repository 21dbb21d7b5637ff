#include "tessera/base/identifier.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/bank_card.h"
#include "tessera/base/sodium_ready.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

absl::Status Invalid(absl::string_view message) {
  return InvalidInput("IDENTIFIER_INVALID", "identifier", message);
}

absl::Status BankCard() {
  return InvalidInput("BANK_CARD_REFUSED", "identifier",
                      "this looks like a bank card; scan the loyalty card instead");
}

// A UID has 4, 7 or 10 bytes (ISO/IEC 14443-3): no card number passes for one.
bool IsUidSize(size_t digits) { return digits == 8 || digits == 14 || digits == 20; }

// A phone's digits, however they are typed. Thirteen and fewer are a phone's rather than a bank card's.
bool IsBankCardForPhone(absl::string_view raw) {
  constexpr size_t kLongestUsualPhone = 13;
  std::string digits(raw);
  digits.erase(std::remove_if(digits.begin(), digits.end(),
                              [](unsigned char c) { return !absl::ascii_isdigit(c); }),
               digits.end());
  return digits.size() > kLongestUsualPhone && IsBankCardNumber(digits, Carrier::kTyped);
}

std::array<uint8_t, 16> KeyedHash(const SecretKey& key, const std::string& text) {
  MakeSodiumReady();
  std::array<uint8_t, 16> hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const uint8_t*>(text.data()),
                     text.size(), key.data(), key.size());
  return hash;
}

}  // namespace

absl::StatusOr<Identifier> NormalizeIdentifier(IdentifierKind kind, absl::string_view raw,
                                               absl::Span<const PhoneRule> rules) {
  raw = absl::StripAsciiWhitespace(raw);
  if (kind == IdentifierKind::kPhone) {
    if (IsBankCardForPhone(raw)) return BankCard();
    TESSERA_ASSIGN_OR_RETURN(std::string phone, NormalizePhone(raw, rules));
    return Identifier{kind, std::move(phone)};
  }
  // The strictest but for tracks: goods are no members.
  if (HoldsBankCard(raw, Carrier::kTyped)) return BankCard();
  const bool nfc = kind == IdentifierKind::kNfc;
  if (nfc && !IsUidSize(raw.size())) return Invalid("an NFC tag has 8, 14 or 20 hexadecimal digits");
  if (raw.size() < 4 || raw.size() > 64) return Invalid("must be 4 to 64 characters long");
  std::string value = absl::AsciiStrToUpper(raw);
  const bool well_formed = std::all_of(value.begin(), value.end(), [nfc](char c) {
    if (nfc) return absl::ascii_isxdigit(static_cast<unsigned char>(c));
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
  });
  if (!well_formed) return Invalid("has a character that no card carries; scan again");
  return Identifier{kind, std::move(value)};
}

IdentifierHash HashIdentifier(const SecretKey& lookup_key, const Identifier& identifier) {
  return KeyedHash(lookup_key,
                   absl::StrCat(static_cast<int>(identifier.kind), ":", identifier.value));
}

CodeHash HashCode(const SecretKey& lookup_key, absl::string_view purpose, absl::string_view code) {
  const std::string normal = absl::AsciiStrToUpper(absl::StripAsciiWhitespace(code));
  return KeyedHash(lookup_key, absl::StrCat(purpose, ":", normal));
}

CodeHash HashExactCode(const SecretKey& lookup_key, absl::string_view purpose,
                       absl::string_view code) {
  return KeyedHash(lookup_key,
                   absl::StrCat(purpose, "-exact:", absl::StripAsciiWhitespace(code)));
}

absl::StatusOr<IdentifierHash> ParseIdentifierHash(absl::string_view bytes,
                                                   absl::string_view field) {
  IdentifierHash hash;
  if (bytes.size() != hash.size()) {
    return InvalidInput("IDENTIFIER_HASH_INVALID", field, "must be exactly 16 bytes");
  }
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

}  // namespace tessera
