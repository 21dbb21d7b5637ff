// What a scanner typed: a card of the program, or something else (goods, most likely).
#ifndef TESSERA_PLUGIN_SCAN_SCAN_H_
#define TESSERA_PLUGIN_SCAN_SCAN_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/base/card_format.h"
#include "tessera/base/identifier.h"

namespace tessera::plugin {

inline constexpr size_t kLongestScan = 512;

// The card in `raw`, or nullopt for anything else. A scanner's frame is taken off first: one AIM
// symbology identifier in front ("]E0", ISO/IEC 15424), blanks, carriage return, line feed and tab
// around.
// INVALID_ARGUMENT: SCAN_INVALID for what no scanner sends (nothing, control characters inside, bytes
// that are not UTF-8, more than kLongestScan); BANK_CARD_REFUSED as NormalizeIdentifier says.
absl::StatusOr<std::optional<Identifier>> ReadScan(absl::string_view raw,
                                                   absl::Span<const CardFormat> formats,
                                                   absl::Span<const PhoneRule> phones);

// Whether `bytes` are well-formed UTF-8 (Unicode 15, table 3-7).
bool IsUtf8(absl::string_view bytes);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SCAN_SCAN_H_
