// GS1 element strings: application identifiers and their values (GS1 General Specifications,
// section 7.8).
#ifndef TESSERA_PLUGIN_SCAN_GS1_H_
#define TESSERA_PLUGIN_SCAN_GS1_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/base/card_format.h"

namespace tessera::plugin {

// What FNC1 between elements is sent as.
inline constexpr char kGroupSeparator = '\x1d';

// Parts of what was scanned.
struct Gs1Element {
  absl::string_view ai;
  absl::string_view value;
};

// The elements of `text`, as scanners send them or as people read them, "(01)04600...(21)...". Empty
// where it is not made of elements from end to end.
std::vector<Gs1Element> ParseGs1(absl::string_view text);

// Whether a text that came on `carrier` says by itself that it is made of elements: the carrier's word,
// brackets, or a trade item's number in front whose check digit is right.
bool IsSurelyGs1(absl::string_view text, Carrier carrier);

// Whether there is a bank card's number in elements that surely are some. Nothing is looked for where a
// parcel's or a trade item's number (00, 01, 02) stands first and its check digit is right: these are
// goods, and their serials are what their maker likes. Elsewhere numbers that GS1 gives out itself, by
// their element and check digit, are none.
bool ElementsHoldBankCard(absl::string_view text, const std::vector<Gs1Element>& elements);

// The value of the first element of this identifier; empty if there is none.
absl::string_view ValueOf(const std::vector<Gs1Element>& elements, absl::string_view ai);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SCAN_GS1_H_
