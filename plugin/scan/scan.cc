#include "tessera/plugin/scan/scan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

absl::Status Malformed(absl::string_view message) {
  return InvalidInput("SCAN_INVALID", "scan", message);
}

// "]" and a code letter and a modifier, ISO/IEC 15424 section 4.
absl::string_view WithoutSymbology(absl::string_view scan) {
  const bool has = scan.size() >= 3 && scan[0] == ']' &&
                   absl::ascii_isalpha(static_cast<unsigned char>(scan[1])) &&
                   absl::ascii_isalnum(static_cast<unsigned char>(scan[2]));
  return has ? scan.substr(3) : scan;
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// Length of the well-formed sequence at the front; 0 if there is none.
size_t SequenceLength(absl::string_view bytes) {
  const auto at = [bytes](size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
  };
  const auto in = [](unsigned byte, unsigned low, unsigned high) {
    return byte >= low && byte <= high;
  };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (in(first, 0xc2, 0xdf)) return in(at(1), 0x80, 0xbf) ? 2 : 0;
  if (in(first, 0xe0, 0xef)) {
    const unsigned low = first == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = first == 0xed ? 0x9f : 0xbf;
    return in(at(1), low, high) && in(at(2), 0x80, 0xbf) ? 3 : 0;
  }
  if (in(first, 0xf0, 0xf4)) {
    const unsigned low = first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xf4 ? 0x8f : 0xbf;
    return in(at(1), low, high) && in(at(2), 0x80, 0xbf) && in(at(3), 0x80, 0xbf) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool IsUtf8(absl::string_view bytes) {
  while (!bytes.empty()) {
    const size_t length = SequenceLength(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

absl::StatusOr<std::optional<Identifier>> ReadScan(absl::string_view raw,
                                                   absl::Span<const CardFormat> formats,
                                                   absl::Span<const PhoneRule> phones) {
  if (raw.size() > kLongestScan) return Malformed("the scan is too long; scan again");
  const absl::string_view scan =
      absl::StripAsciiWhitespace(WithoutSymbology(absl::StripAsciiWhitespace(raw)));
  if (scan.empty()) return Malformed("the scan is empty; scan again");
  if (!IsUtf8(scan)) return Malformed("the scan has bytes that are not text; scan again");
  // Goods may carry group separators (GS1 in a DataMatrix): only these stand inside of a code.
  constexpr char kGroupSeparator = '\x1d';
  if (std::any_of(scan.begin(), scan.end(),
                  [](char c) { return IsControl(c) && c != kGroupSeparator; })) {
    return Malformed("the scan has control characters; check the scanner's settings");
  }
  const auto format = std::find_if(formats.begin(), formats.end(), [scan](const CardFormat& one) {
    return LooksLike(scan, one) && CheckDigitHolds(scan, one.check_digit);
  });
  if (format == formats.end()) return std::optional<Identifier>();
  absl::StatusOr<Identifier> identifier = NormalizeIdentifier(format->kind, scan, phones);
  if (identifier.ok()) return std::optional<Identifier>(*std::move(identifier));
  if (ReasonOf(identifier.status()) == "BANK_CARD_REFUSED") return identifier.status();
  // It has a card's length and beginning, but characters that no card carries.
  return std::optional<Identifier>();
}

}  // namespace tessera::plugin
