#include "amount.h"

#include <limits>

namespace tessera::till {
namespace {

__extension__ typedef __int128 Wide;

constexpr int64_t kGreatest = std::numeric_limits<int64_t>::max();

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Appends a digit; false on overflow.
bool Append(int64_t& value, int digit) {
  if (value > (kGreatest - digit) / 10) return false;
  value = value * 10 + digit;
  return true;
}

std::string Grouped(std::string digits, char separator) {
  for (size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, separator);
  }
  return digits;
}

}  // namespace

std::optional<Decimal> ParseDecimal(std::string_view text, uint32_t digits) {
  text = Trim(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  Decimal decimal;
  size_t at = 0;
  for (; at < text.size() && IsDigit(text[at]); ++at) {
    if (!Append(decimal.value, text[at] - '0')) return std::nullopt;
  }
  const size_t whole_digits = at;
  std::string_view fraction;
  if (at < text.size() && (text[at] == '.' || text[at] == ',')) fraction = text.substr(++at);
  // Nothing after the digits, or a separator and at least one digit more.
  if (fraction.empty() && (whole_digits == 0 || whole_digits != text.size())) return std::nullopt;
  for (char c : fraction) {
    if (!IsDigit(c)) return std::nullopt;
  }
  for (size_t i = 0; i < digits; ++i) {
    if (!Append(decimal.value, i < fraction.size() ? fraction[i] - '0' : 0)) return std::nullopt;
  }
  if (fraction.size() > digits) {
    const std::string_view rest = fraction.substr(digits);
    decimal.rounded = rest.find_first_not_of('0') != std::string_view::npos;
    if (rest.front() >= '5') {
      if (decimal.value == kGreatest) return std::nullopt;
      ++decimal.value;
    }
  }
  if (negative) decimal.value = -decimal.value;
  return decimal;
}

std::string FormatDecimal(int64_t value, uint32_t digits, Language language) {
  const bool russian = language == Language::kRussian;
  // Through unsigned, so that the least int64 has an absolute value too.
  const uint64_t absolute = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  std::string text = std::to_string(absolute);
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  const std::string fraction = text.substr(text.size() - digits);
  text = Grouped(text.substr(0, text.size() - digits), russian ? ' ' : ',');
  if (digits > 0) text += (russian ? "," : ".") + fraction;
  return value < 0 ? "-" + text : text;
}

std::string FormatQuantity(int64_t quantity_milli, Language language) {
  if (quantity_milli % 1000 == 0) return FormatDecimal(quantity_milli / 1000, 0, language);
  return FormatDecimal(quantity_milli, 3, language);
}

int64_t GrossMinor(int64_t quantity_milli, int64_t unit_price_minor) {
  const Wide exact = static_cast<Wide>(quantity_milli) * unit_price_minor;
  const Wide gross = (exact + (exact < 0 ? -500 : 500)) / 1000;
  if (gross > kGreatest) return kGreatest;
  return gross < -kGreatest ? -kGreatest : static_cast<int64_t>(gross);
}

}  // namespace tessera::till
