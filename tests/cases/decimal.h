// Decimal strings as exact integers of the smallest unit.
#ifndef TESSERA_TESTS_CASES_DECIMAL_H_
#define TESSERA_TESTS_CASES_DECIMAL_H_

#include <cstdint>
#include <optional>
#include <string>

namespace tessera::cases {

// "12.5" with 2 digits is 1250. nullopt if it is no decimal, does not fit int64, or has more digits
// after the point than asked for (zeros at the end do not count).
std::optional<int64_t> ParseDecimal(const std::string& text, int digits);

// Digits after the point, without zeros at the end; 0 for what is no decimal.
int DigitsOf(const std::string& text);

// 1250 with 2 digits is "12.50".
std::string FormatDecimal(int64_t value, int digits);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_DECIMAL_H_
