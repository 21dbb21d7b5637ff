#include "decimal.h"

#include <algorithm>

#include "tessera/base/number.h"

namespace tessera::cases {
namespace {

bool IsDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return c >= '0' && c <= '9'; });
}

// The part behind the point, without zeros at the end.
std::string FractionOf(const std::string& text) {
  const size_t point = text.find('.');
  if (point == std::string::npos) return "";
  std::string fraction = text.substr(point + 1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction;
}

}  // namespace

std::optional<int64_t> ParseDecimal(const std::string& text, int digits) {
  const bool negative = !text.empty() && text[0] == '-';
  const size_t point = text.find('.');
  const std::string whole = text.substr(negative ? 1 : 0, point - (negative ? 1 : 0));
  if (!IsDigits(point == std::string::npos ? text.substr(negative ? 1 : 0) : whole)) {
    return std::nullopt;
  }
  if (point != std::string::npos && !IsDigits(text.substr(point + 1))) return std::nullopt;
  std::string fraction = FractionOf(text);
  if (fraction.size() > static_cast<size_t>(digits)) return std::nullopt;
  fraction.resize(static_cast<size_t>(digits), '0');
  int64_t value = 0;
  for (char c : whole + fraction) {
    const auto tens = CheckedMultiply(value, 10);
    const auto next = tens ? CheckedAdd(*tens, c - '0') : std::nullopt;
    if (!next) return std::nullopt;
    value = *next;
  }
  return negative ? -value : value;
}

int DigitsOf(const std::string& text) { return static_cast<int>(FractionOf(text).size()); }

std::string FormatDecimal(int64_t value, int digits) {
  std::string text = std::to_string(value < 0 ? -value : value);
  const auto places = static_cast<size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (digits > 0) text.insert(text.size() - places, ".");
  return (value < 0 ? "-" : "") + text;
}

}  // namespace tessera::cases
