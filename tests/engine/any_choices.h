// Programs and baskets at random, in which every offer is a choice.
#ifndef TESSERA_TESTS_ENGINE_ANY_CHOICES_H_
#define TESSERA_TESTS_ENGINE_ANY_CHOICES_H_

#include <cstdint>
#include <random>

#include "sample.h"

namespace tessera::engine {

class Chance {
 public:
  explicit Chance(uint64_t seed) : random_(seed) {}
  int64_t Upto(int64_t most) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(most + 1));
  }
  bool OneIn(int64_t n) { return Upto(n - 1) == 0; }

 private:
  std::mt19937_64 random_;
};

// All offers are choices, so that a combination is a matter of the basket.
Program AnyProgram(Chance& chance, int64_t offers);
// In which each offer of the program is chosen, some of them twice.
Basket AnyBasket(Chance& chance, const Program& program);

}  // namespace tessera::engine

#endif  // TESSERA_TESTS_ENGINE_ANY_CHOICES_H_
