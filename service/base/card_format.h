// How a card looks to whoever reads its number.
#ifndef TESSERA_BASE_CARD_FORMAT_H_
#define TESSERA_BASE_CARD_FORMAT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/base/identifier.h"

namespace tessera {

// What the last digit of a number must be, given those before it.
enum class CheckDigit : uint8_t {
  kNone,
  kGtin,  // EAN-13 and its kin: GS1 General Specifications, section 7.9
  kLuhn,  // ISO/IEC 7812-1, annex B
};

// What a code came on, numbered as on the wire; kUnknown: the scanner did not say.
enum class Carrier : uint8_t {
  kUnknown, kEan, kCode128, kGs1, kQr, kDataMatrix, kTrack2, kNfc, kTyped
};

enum class ScanMeaning : uint8_t { kMember, kCoupon, kGiftCard };

struct CardFormat {
  IdentifierKind kind = IdentifierKind::kCard;
  std::string prefix;       // letters in any case
  size_t length = 0;        // 0: any from 4 to 64; of the whole value, prefix and all
  CheckDigit check_digit = CheckDigit::kNone;
  std::vector<Carrier> carriers = {};  // none: any
  std::string gs1_ai = {};             // the number is the value of this element
  size_t skip = 0;                     // characters at the front that are no part of the number
  ScanMeaning meaning = ScanMeaning::kMember;
};

// By prefix and length.
bool LooksLike(absl::string_view value, const CardFormat& format);
// Whether the number of a member's card, typed or kept without what formats skip, can't be right: some
// format of the kind is told by prefix or length and fits, and the check digit of none such holds.
bool IsMistyped(IdentifierKind kind, absl::string_view number,
                absl::Span<const CardFormat> formats);
// False where a check digit is asked for and is wrong, or `value` has anything but digits.
bool CheckDigitHolds(absl::string_view value, CheckDigit check);

}  // namespace tessera

#endif  // TESSERA_BASE_CARD_FORMAT_H_
