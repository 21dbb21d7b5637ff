#include "set_book.h"

#include <tuple>

namespace tessera::cases {
namespace {

auto ContentOf(const engine::ProductSet& set) {
  return std::tie(set.skus, set.categories, set.brands, set.labels, set.except_sets, set.all_labels,
                  set.any_sets, set.all_sets, set.minimum_price, set.maximum_price, set.on_sale);
}

}  // namespace

std::string SetBook::IdOf(engine::ProductSet set) {
  for (const engine::ProductSet& known : sets_) {
    if (ContentOf(known) == ContentOf(set)) return known.id;
  }
  set.id = "set-" + std::to_string(sets_.size() + 1);
  sets_.push_back(set);
  return set.id;
}

}  // namespace tessera::cases
