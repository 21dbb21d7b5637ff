#include "values.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "tessera/base/number.h"

namespace tessera::program {
namespace {

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

// Takes "<digits><unit>" off the front of `text` and adds it in seconds; false if it does not fit.
bool TakeTerm(absl::string_view* text, char unit, int64_t seconds, int64_t* sum) {
  size_t digits = 0;
  while (digits < text->size() && absl::ascii_isdigit(static_cast<unsigned char>((*text)[digits]))) {
    ++digits;
  }
  if (digits == 0 || digits == text->size() || (*text)[digits] != unit) return true;
  int64_t count = 0;
  if (!absl::SimpleAtoi(text->substr(0, digits), &count)) return false;
  const auto term = CheckedMultiply(count, seconds);
  const auto total = term ? CheckedAdd(*sum, *term) : std::nullopt;
  if (!total) return false;
  *sum = *total;
  text->remove_prefix(digits + 1);
  return true;
}

}  // namespace

std::optional<int64_t> ParseDecimal(absl::string_view text, int digits) {
  const absl::string_view sign = absl::ConsumePrefix(&text, "-") ? "-" : "";
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view fraction =
      point == absl::string_view::npos ? absl::string_view() : text.substr(point + 1);
  if (whole.empty() || (point != absl::string_view::npos && fraction.empty())) return std::nullopt;
  if (!AllDigits(whole) || !AllDigits(fraction)) return std::nullopt;
  if (fraction.size() > static_cast<size_t>(digits)) return std::nullopt;
  std::string scaled(sign);
  scaled.append(whole.data(), whole.size()).append(fraction.data(), fraction.size());
  scaled.append(static_cast<size_t>(digits) - fraction.size(), '0');
  int64_t value = 0;
  if (!absl::SimpleAtoi(scaled, &value)) return std::nullopt;
  return value;
}

std::optional<int64_t> ParsePercent(absl::string_view text) {
  if (!absl::ConsumeSuffix(&text, "%")) return std::nullopt;
  return ParseDecimal(absl::StripTrailingAsciiWhitespace(text), 3);
}

std::optional<int64_t> ParseDuration(absl::string_view text) {
  if (text.empty()) return std::nullopt;
  int64_t sum = 0;
  const bool fits = TakeTerm(&text, 'd', 86'400, &sum) && TakeTerm(&text, 'h', 3'600, &sum) &&
                    TakeTerm(&text, 'm', 60, &sum) && TakeTerm(&text, 's', 1, &sum);
  if (!fits || !text.empty()) return std::nullopt;
  return sum;
}

std::optional<int64_t> ParseInstant(absl::string_view text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return std::nullopt;
  if (time == absl::InfiniteFuture()) return std::nullopt;
  const int64_t us = absl::ToUnixMicros(time);
  if (us < 0) return std::nullopt;
  return us;
}

}  // namespace tessera::program
