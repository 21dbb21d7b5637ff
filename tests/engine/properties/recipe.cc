#include "recipe.h"

#include <ostream>

namespace tessera::generate {
namespace {

Script AnyScript(const std::function<uint64_t()>& random, size_t length) {
  Script script(length);
  for (uint64_t& number : script) number = random();
  return script;
}

std::vector<Script> AnyScripts(const std::function<uint64_t()>& random, size_t least, size_t most,
                               size_t length) {
  std::vector<Script> scripts(least + random() % (most - least + 1));
  for (Script& script : scripts) script = AnyScript(random, length);
  return scripts;
}

}  // namespace

Recipe AnyRecipe(const std::function<uint64_t()>& random, size_t offers, size_t lines) {
  Recipe recipe;
  recipe.settings = AnyScript(random, 48);
  recipe.sets = AnyScripts(random, 0, 5, 16);
  recipe.restrictions = AnyScripts(random, 0, 2, 6);
  recipe.offers = AnyScripts(random, 0, offers, 96);
  recipe.lines = AnyScripts(random, 0, lines, 20);
  recipe.basket = AnyScript(random, 24);
  recipe.member = AnyScript(random, 40);
  return recipe;
}

void showValue(const Recipe& recipe, std::ostream& out) {
  out << recipe.offers.size() << " offers, " << recipe.lines.size() << " lines, shown below";
}

}  // namespace tessera::generate
