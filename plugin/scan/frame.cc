#include "tessera/plugin/scan/frame.h"

#include "absl/strings/ascii.h"

namespace tessera::plugin {
namespace {

constexpr size_t kIdentifierSize = 3;

bool HasSymbology(absl::string_view scan) {
  return scan.size() >= kIdentifierSize && scan[0] == ']' &&
         absl::ascii_isalpha(static_cast<unsigned char>(scan[1])) &&
         absl::ascii_isalnum(static_cast<unsigned char>(scan[2]));
}

// ISO/IEC 15424, annex C. Where FNC1 stands first the code has element strings.
Carrier CarrierOf(char symbology, char modifier) {
  switch (symbology) {
    case 'E':
    case 'I':  // ITF-14, on boxes of goods
      return Carrier::kEan;
    case 'C': return modifier == '1' ? Carrier::kGs1 : Carrier::kCode128;
    case 'e':  // DataBar and composites
      return Carrier::kGs1;
    case 'd': return modifier == '2' || modifier == '5' ? Carrier::kGs1 : Carrier::kDataMatrix;
    case 'Q': return modifier == '3' || modifier == '4' ? Carrier::kGs1 : Carrier::kQr;
    case 'J': return modifier == '1' ? Carrier::kGs1 : Carrier::kUnknown;  // DotCode
    default: return Carrier::kUnknown;
  }
}

}  // namespace

Framed TakeFrameOff(absl::string_view scan) {
  Framed framed{Carrier::kUnknown, absl::StripAsciiWhitespace(scan)};
  if (!HasSymbology(framed.text)) return framed;
  framed.carrier = CarrierOf(framed.text[1], framed.text[2]);
  framed.text = absl::StripAsciiWhitespace(framed.text.substr(kIdentifierSize));
  return framed;
}

}  // namespace tessera::plugin
