#include "tessera/base/number.h"

#include <limits>

namespace tessera {

std::optional<int64_t> CheckedAdd(int64_t a, int64_t b) {
  int64_t sum;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

std::optional<int64_t> CheckedSubtract(int64_t a, int64_t b) {
  int64_t difference;
  if (__builtin_sub_overflow(a, b, &difference)) return std::nullopt;
  return difference;
}

std::optional<int64_t> CheckedMultiply(int64_t a, int64_t b) {
  int64_t product;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

std::optional<int64_t> MultiplyDivide(int64_t a, int64_t b, int64_t divisor, Rounding rounding) {
  __extension__ using Wide = __int128;
  const Wide product = static_cast<Wide>(a) * b;
  const bool negative = product < 0;
  const Wide magnitude = negative ? -product : product;
  Wide quotient = magnitude / divisor;
  const Wide twice_rest = (magnitude % divisor) * 2;
  bool away = false;
  switch (rounding) {
    case Rounding::kHalfUp: away = twice_rest >= divisor; break;
    case Rounding::kHalfDown: away = twice_rest > divisor; break;
    case Rounding::kHalfEven:
      away = twice_rest > divisor || (twice_rest == divisor && quotient % 2 == 1);
      break;
    case Rounding::kDown: break;
    case Rounding::kUp: away = twice_rest > 0; break;
  }
  if (away) ++quotient;
  if (negative) quotient = -quotient;
  if (quotient > std::numeric_limits<int64_t>::max() ||
      quotient < std::numeric_limits<int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(quotient);
}

}  // namespace tessera
