// One judge for the service and the terminals of what looks like a bank card: such a number is neither
// kept, nor sent, nor shown (PCI DSS, requirement 3).
#ifndef TESSERA_BASE_BANK_CARD_H_
#define TESSERA_BASE_BANK_CARD_H_

#include "absl/strings/string_view.h"
#include "tessera/base/card_format.h"

namespace tessera {

// 12 to 19 digits that pass Luhn, in a range and of a length that a payment scheme issues. Not a number
// that goods carry: of 8, 12, 13 or 14 digits with GTIN's check digit where it came on a carrier of goods
// or nobody said on what, of 13 digits wherever else but on a magnetic track. Thirteen digits of a Visa
// card, which is long out of use, are not told from those of goods; neither is a card of airlines in
// GS1's element strings.
bool IsBankCardNumber(absl::string_view digits, Carrier carrier);

// Whether there is such a number anywhere in `text`: between other characters, or cut into groups by up
// to three blanks, dashes, points, underlines, slashes or group separators. A run of more than 19 digits
// is no number, and neither is a part of a UUID.
bool HoldsBankCard(absl::string_view text, Carrier carrier);

}  // namespace tessera

#endif  // TESSERA_BASE_BANK_CARD_H_
