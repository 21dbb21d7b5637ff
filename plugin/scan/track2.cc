#include "tessera/plugin/scan/track2.h"

#include "absl/strings/match.h"

namespace tessera::plugin {

absl::string_view NumberOnTrack2(absl::string_view text) {
  if (absl::StartsWith(text, "%")) {
    const size_t end = text.find("?;");
    if (end == absl::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  if (!absl::StartsWith(text, ";")) return {};
  text.remove_prefix(1);
  const size_t end = text.find('?');
  if (end == absl::string_view::npos) return {};
  text = text.substr(0, end);
  return text.substr(0, text.find('='));
}

}  // namespace tessera::plugin
