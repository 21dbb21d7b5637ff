#include "tessera/base/card_format.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "luhn.h"

namespace tessera {
namespace {

constexpr size_t kShortestCard = 4;
constexpr size_t kLongestCard = 64;

// From the right: the check digit once, the one before it three times, and so on.
bool PassesGtin(absl::string_view digits) {
  int sum = 0;
  bool thrice = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, thrice = !thrice) {
    sum += (*it - '0') * (thrice ? 3 : 1);
  }
  return sum % 10 == 0;
}

}  // namespace

bool LooksLike(absl::string_view value, const CardFormat& format) {
  if (!absl::StartsWithIgnoreCase(value, format.prefix)) return false;
  if (format.length != 0) return value.size() == format.length;
  return value.size() >= kShortestCard && value.size() <= kLongestCard;
}

bool IsMistyped(IdentifierKind kind, absl::string_view number,
                absl::Span<const CardFormat> formats) {
  bool known = false;
  for (const CardFormat& format : formats) {
    const bool tells = !format.prefix.empty() || format.length != 0;
    if (!tells || format.kind != kind || format.meaning != ScanMeaning::kMember) continue;
    if (!LooksLike(absl::StrCat(format.prefix.substr(0, format.skip), number), format)) continue;
    if (CheckDigitHolds(number, format.check_digit)) return false;
    known = true;
  }
  return known;
}

bool CheckDigitHolds(absl::string_view value, CheckDigit check) {
  if (check == CheckDigit::kNone) return true;
  const bool digits = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  if (!digits) return false;
  return check == CheckDigit::kGtin ? PassesGtin(value) : PassesLuhn(value);
}

}  // namespace tessera
