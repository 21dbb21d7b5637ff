#include "tessera/base/phone.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

constexpr size_t kShortestNumber = 8;
constexpr size_t kLongestNumber = 15;

absl::Status Invalid(absl::string_view message) {
  return InvalidInput("IDENTIFIER_INVALID", "identifier", message);
}

absl::Span<const PhoneRule> RulesOfRussia() {
  static const auto* const rules =
      new std::array<PhoneRule, 3>{{{"8", 11, "7"}, {"7", 11, "7"}, {"", 10, "7"}}};
  return *rules;
}

}  // namespace

absl::StatusOr<std::string> NormalizePhone(absl::string_view raw, absl::Span<const PhoneRule> rules) {
  std::string digits;
  bool international = false;
  for (char c : raw) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      digits.push_back(c);
    } else if (c == '+' && digits.empty() && !international) {
      international = true;
    } else if (c != ' ' && c != '(' && c != ')' && c != '-' && c != '.') {
      return Invalid("a phone number has digits, blanks, brackets, dashes and a leading plus only");
    }
  }
  if (!international) {
    const absl::Span<const PhoneRule> known = rules.empty() ? RulesOfRussia() : rules;
    const auto rule = std::find_if(known.begin(), known.end(), [&](const PhoneRule& one) {
      return digits.size() == static_cast<size_t>(one.length) && absl::StartsWith(digits, one.prefix);
    });
    if (rule == known.end()) {
      return Invalid(rules.empty() ? "type ten digits after 8 or +7, or + and the country code"
                                   : "type + and the country code, or the number as it is dialled here");
    }
    digits = rule->replacement + digits.substr(rule->prefix.size());
  }
  if (digits.size() < kShortestNumber || digits.size() > kLongestNumber) {
    return Invalid("a phone number has 8 to 15 digits with its country code");
  }
  return digits;
}

}  // namespace tessera
