// What a program, a basket and a member are made from, part by part, so that parts can be taken away.
#ifndef TESSERA_TESTS_ENGINE_PROPERTIES_RECIPE_H_
#define TESSERA_TESTS_ENGINE_PROPERTIES_RECIPE_H_

#include <functional>
#include <iosfwd>
#include <vector>

#include "choices.h"

namespace tessera::generate {

struct Recipe {
  Script settings;
  std::vector<Script> sets;
  std::vector<Script> restrictions;
  std::vector<Script> offers;
  std::vector<Script> lines;
  Script basket;
  Script member;

  bool operator==(const Recipe&) const = default;
};

// `random` gives 64 random bits at each call. At most `offers` and `lines` of them.
Recipe AnyRecipe(const std::function<uint64_t()>& random, size_t offers, size_t lines);

// What it makes is shown instead.
void showValue(const Recipe& recipe, std::ostream& out);

}  // namespace tessera::generate

#endif  // TESSERA_TESTS_ENGINE_PROPERTIES_RECIPE_H_
