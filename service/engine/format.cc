// Numbers as people of a language write them. The system's locale has no say.
#include <string>

#include "absl/strings/str_cat.h"
#include "format.h"
#include "tessera/engine/describe.h"

namespace tessera::engine {
namespace {

// A plain blank, not U+00A0: slip printers' code pages do not all have that.
constexpr char kBlank[] = " ";

uint64_t Magnitude(int64_t value) {
  return value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

uint64_t PowerOfTen(int32_t digits) {
  uint64_t power = 1;
  for (int32_t i = 0; i < digits; ++i) power *= 10;
  return power;
}

std::string Grouped(uint64_t value, absl::string_view separator) {
  const std::string digits = absl::StrCat(value);
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) absl::StrAppend(&grouped, separator);
    grouped.push_back(digits[i]);
  }
  return grouped;
}

// `value` in units of 10^-digits.
std::string Decimal(int64_t value, int32_t digits, absl::string_view language) {
  const bool russian = IsRussian(language);
  const uint64_t unit = PowerOfTen(digits);
  const uint64_t magnitude = Magnitude(value);
  std::string text = value < 0 ? "-" : "";
  absl::StrAppend(&text, Grouped(magnitude / unit, russian ? kBlank : ","));
  if (digits == 0) return text;
  const std::string fraction = absl::StrCat(magnitude % unit);
  const std::string zeros(static_cast<size_t>(digits) - fraction.size(), '0');
  absl::StrAppend(&text, russian ? "," : ".", zeros, fraction);
  return text;
}

absl::string_view PointsNoun(PluralForm form, bool genitive, absl::string_view language) {
  if (!IsRussian(language)) return form == PluralForm::kOne ? "point" : "points";
  switch (form) {
    case PluralForm::kOne: return genitive ? "балла" : "балл";
    case PluralForm::kFew: return genitive ? "баллов" : "балла";
    case PluralForm::kOther: return "балла";
    case PluralForm::kMany: break;
  }
  return "баллов";
}

// As it is shown: "1,5 балла", not "1,50 балла"; "12 баллов", not "12,00 балла".
struct ShownPoints {
  int64_t value = 0;  // in units of 10^-digits
  int32_t digits = 0;

  ShownPoints(const CompiledProgram& program, Points points)
      : value(points.value()), digits(program.source().points_digits) {
    for (; digits > 0 && value % 10 == 0; --digits) value /= 10;
  }

  PluralForm Form(absl::string_view language) const {
    const auto whole = static_cast<int64_t>(Magnitude(value) / PowerOfTen(digits));
    return PluralOf(whole, digits > 0, language);
  }
};

std::string PointsIn(const CompiledProgram& program, Points points, bool genitive,
                     absl::string_view language) {
  const absl::string_view known = program.LanguageOrDefault(language);
  const ShownPoints shown(program, points);
  return absl::StrCat(Decimal(shown.value, shown.digits, known), kBlank,
                      PointsNoun(shown.Form(known), genitive, known));
}

}  // namespace

std::string FormatMoney(const CompiledProgram& program, Money amount, absl::string_view language) {
  return Decimal(amount.value(), program.source().currency_digits,
                 program.LanguageOrDefault(language));
}

std::string FormatPoints(const CompiledProgram& program, Points points,
                         absl::string_view language) {
  return PointsIn(program, points, false, language);
}

std::string FormatPointsGenitive(const CompiledProgram& program, Points points,
                                 absl::string_view language) {
  return PointsIn(program, points, true, language);
}

PluralForm FormOfPoints(const CompiledProgram& program, Points points,
                        absl::string_view language) {
  return ShownPoints(program, points).Form(program.LanguageOrDefault(language));
}

std::string FormatCount(int64_t number, const CountedNoun& noun, absl::string_view language) {
  const char* word = noun.other;
  switch (PluralOf(number, false, language)) {
    case PluralForm::kOne: word = noun.one; break;
    case PluralForm::kFew: word = noun.few; break;
    case PluralForm::kMany: word = noun.many; break;
    case PluralForm::kOther: break;
  }
  return absl::StrCat(Decimal(number, 0, language), kBlank, word);
}

std::string FormatQuantity(Quantity quantity, absl::string_view language) {
  const int64_t milli = quantity.value();
  if (milli % kOnePiece.value() == 0) return Decimal(milli / kOnePiece.value(), 0, language);
  return Decimal(milli, 3, language);
}

}  // namespace tessera::engine
