// Integer amounts that cannot be mixed up, and arithmetic on them that cannot overflow unseen.
#ifndef TESSERA_BASE_NUMBER_H_
#define TESSERA_BASE_NUMBER_H_

#include <compare>
#include <cstdint>
#include <optional>

namespace tessera {

// One kind of amount in its smallest unit. Addition and subtraction of the same kind only;
// everything that multiplies or divides goes through the checked functions below.
template <typename Tag>
class Amount {
 public:
  constexpr Amount() = default;
  constexpr explicit Amount(int64_t value) : value_(value) {}

  constexpr int64_t value() const { return value_; }
  constexpr bool is_zero() const { return value_ == 0; }
  constexpr bool is_negative() const { return value_ < 0; }

  constexpr auto operator<=>(const Amount&) const = default;

  // For amounts already known to be bounded (a checked basket's parts). Overflow is undefined
  // behaviour that the `dev` preset traps; use CheckedAdd on anything that comes from outside.
  constexpr Amount operator+(Amount other) const { return Amount(value_ + other.value_); }
  constexpr Amount operator-(Amount other) const { return Amount(value_ - other.value_); }
  constexpr Amount operator-() const { return Amount(-value_); }
  constexpr Amount& operator+=(Amount other) { return *this = *this + other; }
  constexpr Amount& operator-=(Amount other) { return *this = *this - other; }

 private:
  int64_t value_ = 0;
};

using Money = Amount<struct MoneyTag>;        // minor units of the program's currency
using Points = Amount<struct PointsTag>;      // the smallest unit the program declares
using Quantity = Amount<struct QuantityTag>;  // thousandths: 1.250 kg = 1250, one piece = 1000
using Share = Amount<struct ShareTag>;        // thousandths of a percent: 5 % = 5000, 100 % = 100000

inline constexpr Quantity kOnePiece{1000};
inline constexpr Share kWhole{100'000};

// Where a quotient falls between two units. Ties only: everything else goes to the nearest, except
// for kDown (toward zero) and kUp (away from zero).
enum class Rounding : uint8_t { kHalfUp, kHalfDown, kHalfEven, kDown, kUp };

// nullopt on overflow of int64.
std::optional<int64_t> CheckedAdd(int64_t a, int64_t b);
std::optional<int64_t> CheckedSubtract(int64_t a, int64_t b);
std::optional<int64_t> CheckedMultiply(int64_t a, int64_t b);

// a * b / divisor with a 128-bit product, rounded once. nullopt if the result does not fit int64.
// `divisor` > 0. Half up on a negative quotient rounds away from zero, so that a refund mirrors
// its sale.
std::optional<int64_t> MultiplyDivide(int64_t a, int64_t b, int64_t divisor, Rounding rounding);

}  // namespace tessera

#endif  // TESSERA_BASE_NUMBER_H_
