#include "tessera/base/identifier.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "luhn.h"
#include "tessera/base/sodium_ready.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

absl::Status Invalid(absl::string_view message) {
  return InvalidInput("IDENTIFIER_INVALID", "identifier", message);
}

bool AllDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

int Prefix(absl::string_view digits, size_t length) {
  int value = 0;
  for (char c : digits.substr(0, length)) value = value * 10 + (c - '0');
  return value;
}

// Issuer ranges by ISO/IEC 7812-1 as the schemes publish them: Visa 4; Mastercard 51-55 and
// 2221-2720; Mir 2200-2204; American Express 34, 37; UnionPay 62; JCB 3528-3589; Discover 6011, 65;
// Maestro 50, 56-58, 6304, 6759, 676.
bool BeginsLikeBankCard(absl::string_view digits) {
  const int two = Prefix(digits, 2);
  const int three = Prefix(digits, 3);
  const int four = Prefix(digits, 4);
  return digits[0] == '4' || (two >= 50 && two <= 58) || (four >= 2221 && four <= 2720) ||
         (four >= 2200 && four <= 2204) || two == 34 || two == 37 || two == 62 ||
         (four >= 3528 && four <= 3589) || four == 6011 || two == 65 || four == 6304 ||
         four == 6759 || three == 676;
}

// ISO/IEC 7812-1 numbers run to 19 digits. EAN-13 in-store prefixes begin with 2 and are 13 long,
// as are old Visa numbers: only 4... is taken for a bank card at 13 digits.
bool LooksLikeBankCard(absl::string_view digits) {
  if (digits.size() < 13 || digits.size() > 19 || !PassesLuhn(digits)) return false;
  if (digits.size() == 13) return digits[0] == '4';
  return BeginsLikeBankCard(digits);
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
    TESSERA_ASSIGN_OR_RETURN(std::string phone, NormalizePhone(raw, rules));
    return Identifier{kind, std::move(phone)};
  }
  const size_t longest = kind == IdentifierKind::kNfc ? 20 : 64;
  if (raw.size() < 4 || raw.size() > longest) {
    return Invalid(absl::StrCat("must be 4 to ", longest, " characters long"));
  }
  std::string value = absl::AsciiStrToUpper(raw);
  const bool well_formed = std::all_of(value.begin(), value.end(), [kind](char c) {
    if (kind == IdentifierKind::kNfc) return absl::ascii_isxdigit(static_cast<unsigned char>(c));
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
  });
  if (!well_formed) return Invalid("has a character that no card carries; scan again");
  if (kind != IdentifierKind::kNfc && AllDigits(value) && LooksLikeBankCard(value)) {
    return InvalidInput("BANK_CARD_REFUSED", "identifier",
                        "this looks like a bank card; scan the loyalty card instead");
  }
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
