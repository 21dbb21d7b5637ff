// Properties: rapidcheck inside of Boost.Test, over recipes.
//
// A property that fails prints the smallest recipe's program, basket and member that rapidcheck
// found, and the RC_PARAMS line that replays it. TESSERA_RUNS=10 runs everything ten times as often;
// RC_PARAMS="seed=1" begins with a seed of one's own.
#ifndef TESSERA_TESTS_ENGINE_PROPERTIES_PROPERTY_H_
#define TESSERA_TESTS_ENGINE_PROPERTIES_PROPERTY_H_

#include <boost/test/unit_test.hpp>
#include <rapidcheck.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "any_basket.h"
#include "tessera/engine/evaluate.h"

namespace tessera::engine {

using generate::Recipe;

// What a recipe makes.
struct Instance {
  Recipe recipe;
  v1::Program document;
  std::shared_ptr<const CompiledProgram> program;
  v1::Basket message;
  Basket basket;
  MemberView member;

  // Some of it was changed: what follows from it anew.
  void Compile();
  void DecodeBasket();
};

struct Size {
  size_t offers = 8;
  size_t lines = 6;
};

// A tenth of it under a sanitizer, where evaluating takes ten times as long.
constexpr int Many(int runs) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return runs / 10;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return runs / 10;
#else
  return runs;
#endif
#else
  return runs;
#endif
}

// Checks `property` on `runs` recipes of at most this size. It says no by RC_ASSERT or RC_FAIL.
void Holds(int runs, Size size, const std::function<void(Instance&)>& property);

// OK or the error that a valid basket may meet: the redemption asked for, or amounts beyond counting.
absl::StatusOr<Evaluation> Evaluated(const Instance& instance);
// Must be OK.
Evaluation Sure(const Instance& instance);

std::string Show(const Evaluation& evaluation);

// Results under the ids of their offers: what does not depend on where offers stand.
std::string Bytes(const CompiledProgram& program, const Evaluation& evaluation);

void showValue(const Instance& instance, std::ostream& out);

}  // namespace tessera::engine

#endif  // TESSERA_TESTS_ENGINE_PROPERTIES_PROPERTY_H_
