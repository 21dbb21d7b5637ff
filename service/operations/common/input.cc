#include "tessera/operations/common/input.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumId = 64;
constexpr size_t kMaximumLanguage = 35;
constexpr int kMaximumPage = 1'000;
constexpr int kDefaultPage = 100;

absl::Status Mismatch(absl::string_view field) {
  return MakeError(absl::StatusCode::kPermissionDenied, "TERMINAL_MISMATCH", field,
                   "a terminal speaks only for itself; check its set-up");
}

}  // namespace

absl::Status CheckText(absl::string_view text, size_t maximum, absl::string_view field) {
  if (text.size() <= maximum) return absl::OkStatus();
  return InvalidInput("TEXT_TOO_LONG", field, absl::StrCat("send at most ", maximum, " bytes"));
}

absl::Status CheckRequired(absl::string_view text, size_t maximum, absl::string_view missing,
                           absl::string_view field) {
  if (text.empty()) return InvalidInput(missing, field, "this field is required");
  return CheckText(text, maximum, field);
}

absl::Status CheckLanguage(absl::string_view language, absl::string_view field) {
  return CheckText(language, kMaximumLanguage, field);
}

absl::Status CheckStore(const Context& context, absl::string_view store_id) {
  if (context.caller.is_terminal && store_id != context.caller.store_id) {
    return Mismatch("store_id");
  }
  if (store_id.empty() || store_id.size() > kMaximumId) {
    return InvalidInput("STORE_ID_INVALID", "store_id", "send 1 to 64 bytes");
  }
  return absl::OkStatus();
}

absl::Status CheckStoreAndTerminal(const Context& context, absl::string_view store_id,
                                   absl::string_view terminal_id) {
  TESSERA_RETURN_IF_ERROR(CheckStore(context, store_id));
  if (context.caller.is_terminal && terminal_id != context.caller.terminal_id) {
    return Mismatch("terminal_id");
  }
  if (terminal_id.empty() || terminal_id.size() > kMaximumId) {
    return InvalidInput("TERMINAL_ID_INVALID", "terminal_id", "send 1 to 64 bytes");
  }
  return absl::OkStatus();
}

absl::StatusOr<int> PageSize(int32_t requested) {
  if (requested == 0) return kDefaultPage;
  if (requested < 0 || requested > kMaximumPage) {
    return InvalidInput("PAGE_SIZE_INVALID", "page_size", "send 1 to 1000, or 0 for 100");
  }
  return requested;
}

absl::StatusOr<int64_t> ParsePageToken(absl::string_view list, absl::string_view token) {
  if (token.empty()) return 0;
  std::string text;
  int64_t after = 0;
  absl::string_view number;
  if (absl::WebSafeBase64Unescape(token, &text)) {
    number = text;
    if (absl::ConsumePrefix(&number, absl::StrCat(list, ":")) && absl::SimpleAtoi(number, &after) &&
        after > 0) {
      return after;
    }
  }
  return InvalidInput("PAGE_TOKEN_INVALID", "page_token",
                      "send next_page_token of the answer before, unchanged");
}

std::string MakePageToken(absl::string_view list, int64_t after) {
  return absl::WebSafeBase64Escape(absl::StrCat(list, ":", after));
}

}  // namespace tessera::operations
