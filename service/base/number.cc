#include "tessera/base/number.h"

#include <limits>

namespace tessera {
namespace {

template <typename Unsigned>
Unsigned Magnitude(int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  return value < 0 ? 0 - bits : bits;
}

// `divisor` > 0, and twice it fits.
template <typename Unsigned>
Unsigned Divide(Unsigned magnitude, Unsigned divisor, Rounding rounding) {
  const Unsigned quotient = magnitude / divisor;
  const Unsigned twice_rest = (magnitude - quotient * divisor) * 2;
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
  return away ? quotient + 1 : quotient;
}

}  // namespace

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
  using Narrow = uint64_t;
  __extension__ using Wide = unsigned __int128;
  const bool negative = (a < 0) != (b < 0);
  // Almost every product fits 64 bits, whose division costs a fraction of that of 128.
  if (int64_t product; !__builtin_mul_overflow(a, b, &product)) {
    const Narrow quotient = Divide<Narrow>(Magnitude<Narrow>(product),
                                           static_cast<Narrow>(divisor), rounding);
    return static_cast<int64_t>(product < 0 ? 0 - quotient : quotient);
  }
  const Wide quotient =
      Divide<Wide>(Magnitude<Wide>(a) * Magnitude<Wide>(b), static_cast<Wide>(divisor), rounding);
  constexpr auto kMost = static_cast<Wide>(std::numeric_limits<int64_t>::max());
  if (quotient > kMost + (negative ? 1 : 0)) return std::nullopt;
  const auto narrow = static_cast<Narrow>(quotient);
  return static_cast<int64_t>(negative ? 0 - narrow : narrow);
}

}  // namespace tessera
