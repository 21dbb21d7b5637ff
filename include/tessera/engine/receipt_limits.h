// The most that one receipt gives besides points and money. A quote is cut there, so that whatever it
// promises can be booked.
#ifndef TESSERA_ENGINE_RECEIPT_LIMITS_H_
#define TESSERA_ENGINE_RECEIPT_LIMITS_H_

#include <cstdint>

namespace tessera::engine {

inline constexpr int64_t kMostStamps = 1'000'000;  // on all cards together
inline constexpr int64_t kMostCoupons = 1'000;     // of all batches together

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_RECEIPT_LIMITS_H_
