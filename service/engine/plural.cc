#include "plural.h"

namespace tessera::engine {

bool IsRussian(absl::string_view language) {
  return language == "ru" || language.substr(0, 3) == "ru-";
}

PluralForm PluralOf(int64_t whole, bool has_fraction, absl::string_view language) {
  if (!IsRussian(language)) {
    const bool one = (whole == 1 || whole == -1) && !has_fraction;
    return one ? PluralForm::kOne : PluralForm::kOther;
  }
  if (has_fraction) return PluralForm::kOther;
  const int64_t hundred = whole % 100 < 0 ? -(whole % 100) : whole % 100;
  const int64_t ten = hundred % 10;
  if (ten == 1 && hundred != 11) return PluralForm::kOne;
  if (ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14)) return PluralForm::kFew;
  return PluralForm::kMany;
}

}  // namespace tessera::engine
