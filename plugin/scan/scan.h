// What a scanner typed: a code of the program, or something else (goods, most likely).
#ifndef TESSERA_PLUGIN_SCAN_SCAN_H_
#define TESSERA_PLUGIN_SCAN_SCAN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/base/card_format.h"
#include "tessera/base/identifier.h"

namespace tessera::plugin {

inline constexpr size_t kLongestScan = 512;

enum class CodeKind : uint8_t { kMember, kDynamic, kCoupon, kGiftCard, kOther };

struct ScannedCode {
  CodeKind kind = CodeKind::kOther;
  Carrier carrier = Carrier::kUnknown;
  Identifier identifier;  // of kMember
  // Without its frame. Of kDynamic the signed text, of kCoupon and kGiftCard the code, of kOther what is
  // left for the host, group separators and all; empty for a member's card.
  std::string content;
  std::string gtin;  // of a GS1 string: the trade item's number, 14 digits
};

// The first of `formats` that fits. A signed code (base/dynamic_code.h) needs no format; whether it is to
// be believed is not looked at.
// INVALID_ARGUMENT: SCAN_INVALID for what no scanner sends (nothing, control characters inside, bytes
// that are not UTF-8, more than kLongestScan); BANK_CARD_REFUSED for what holds a bank card's number in
// whatever frame, before anything else is looked at, and for what a format would cut such a number out
// of; CODE_INVALID for a signed code that is none.
absl::StatusOr<ScannedCode> ReadScan(absl::string_view raw, absl::Span<const CardFormat> formats,
                                     absl::Span<const PhoneRule> phones);

// `text` without what a format of this kind skips that it looks like: a code that a cashier types from a
// card, or that a POS hands over with its kind.
absl::string_view WithoutSkipped(absl::string_view text, IdentifierKind kind,
                                 absl::Span<const CardFormat> formats);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SCAN_SCAN_H_
