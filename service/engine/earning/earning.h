// What the walk over points, stamps and coupons keeps.
#ifndef TESSERA_ENGINE_EARNING_EARNING_H_
#define TESSERA_ENGINE_EARNING_EARNING_H_

#include <cstdint>
#include <vector>

#include "earning/award.h"
#include "tessera/engine/receipt_limits.h"

namespace tessera::engine {

// Of one evaluation; the memory is kept.
struct Earning {
  // An offer that lowered prices and gives points, stamps or coupons besides.
  struct Beside {
    uint32_t candidate = 0;  // position in Run::candidates
    uint32_t result = 0;     // position in Evaluation::offers
  };

  Award award;  // of the offer that is looked at
  std::vector<Beside> besides;
  std::vector<uint32_t> result_of_number;  // per offer of the program that lowers prices, if it has one
  std::vector<Points> multiplied;       // per line: what EarnMultiplier multiplies
  std::vector<uint32_t> best_of_group;  // positions in Run::candidates
  // Of all offers, so that no sum overflows.
  int64_t promised = 0;                 // points, without those taken away
  int64_t stamps_left = kMostStamps;    // to the receipt's limit
  int64_t coupons_left = kMostCoupons;  // the same
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EARNING_EARNING_H_
