#include "tessera/operations/common/page_key.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tessera/base/status.h"

namespace tessera::operations {

std::string MakePageKey(absl::string_view list, absl::Span<const std::string> parts) {
  return absl::WebSafeBase64Escape(absl::StrCat(list, ":", absl::StrJoin(parts, "\n")));
}

absl::StatusOr<std::vector<std::string>> ParsePageKey(absl::string_view list,
                                                      absl::string_view token, size_t parts) {
  if (token.empty()) return std::vector<std::string>(parts);
  std::string text;
  if (absl::WebSafeBase64Unescape(token, &text)) {
    absl::string_view key = text;
    if (absl::ConsumePrefix(&key, absl::StrCat(list, ":"))) {
      std::vector<std::string> found = absl::StrSplit(key, '\n');
      if (found.size() == parts) return found;
    }
  }
  return InvalidInput("PAGE_TOKEN_INVALID", "page_token",
                      "send next_page_token of the answer before, unchanged");
}

}  // namespace tessera::operations
