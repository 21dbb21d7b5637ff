// Amounts between text and integers, exactly: no binary fraction is ever in between.
#ifndef TESSERA_TILL_AMOUNT_H_
#define TESSERA_TILL_AMOUNT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wording.h"

namespace tessera::till {

struct Decimal {
  // In units of 10^-digits.
  int64_t value = 0;
  // The text had more digits than fit, and they were not all zero: rounded half away from zero.
  bool rounded = false;
};

// "12", "-3.5", "12,345"; comma or point, blanks around it allowed, no thousands separators and no
// exponent. `digits` 0 to 9. nullopt for anything else, and where int64 overflows.
std::optional<Decimal> ParseDecimal(std::string_view text, uint32_t digits);

// "1 234,50" in Russian, "1,234.50" in English.
std::string FormatDecimal(int64_t value, uint32_t digits, Language language);

// Pieces without a fraction, weights with three digits: "2", "1,250".
std::string FormatQuantity(int64_t quantity_milli, Language language);

// unit price x quantity, half up; for lines that have no quote yet. Saturates.
int64_t GrossMinor(int64_t quantity_milli, int64_t unit_price_minor);

}  // namespace tessera::till

#endif  // TESSERA_TILL_AMOUNT_H_
