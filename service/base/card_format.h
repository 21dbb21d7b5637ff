// How a card looks to whoever reads its number.
#ifndef TESSERA_BASE_CARD_FORMAT_H_
#define TESSERA_BASE_CARD_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "tessera/base/identifier.h"

namespace tessera {

// What the last digit of a number must be, given those before it.
enum class CheckDigit : uint8_t {
  kNone,
  kGtin,  // EAN-13 and its kin: GS1 General Specifications, section 7.9
  kLuhn,  // ISO/IEC 7812-1, annex B
};

struct CardFormat {
  IdentifierKind kind = IdentifierKind::kCard;
  std::string prefix;       // letters in any case
  size_t length = 0;        // 0: any from 4 to 64
  CheckDigit check_digit = CheckDigit::kNone;
};

// By prefix and length.
bool LooksLike(absl::string_view value, const CardFormat& format);
// False where a check digit is asked for and is wrong, or `value` has anything but digits.
bool CheckDigitHolds(absl::string_view value, CheckDigit check);

}  // namespace tessera

#endif  // TESSERA_BASE_CARD_FORMAT_H_
