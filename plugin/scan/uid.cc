#include "tessera/plugin/scan/uid.h"

#include "absl/strings/ascii.h"

namespace tessera::plugin {

std::string UidDigits(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  constexpr size_t kByte = 3;  // two digits and what stands behind them
  const char between = text.size() >= kByte ? text[kByte - 1] : '\0';
  if (between != ':' && between != '-' && between != ' ') return std::string(text);
  std::string digits;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i % kByte == kByte - 1) {
      if (text[i] != between) return std::string(text);
    } else {
      digits.push_back(text[i]);
    }
  }
  return digits;
}

}  // namespace tessera::plugin
