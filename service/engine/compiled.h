// The inside of a compiled program: flat and index-based, so that Evaluate compares no strings
// once a basket's lines are matched, and looks only at offers whose goods are in the basket.
#ifndef TESSERA_ENGINE_COMPILED_H_
#define TESSERA_ENGINE_COMPILED_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "product_sets.h"
#include "tessera/engine/compiled_program.h"

namespace tessera::engine {

inline constexpr uint32_t kUnnumbered = UINT32_MAX;

// Strings of one kind, numbered in the order in which they were first seen.
class Names {
 public:
  uint32_t Intern(const std::string& name) {
    return numbers_.try_emplace(name, static_cast<uint32_t>(numbers_.size())).first->second;
  }
  // kUnnumbered if the program never mentions it.
  uint32_t Find(absl::string_view name) const {
    const auto it = numbers_.find(name);
    return it == numbers_.end() ? kUnnumbered : it->second;
  }

 private:
  absl::flat_hash_map<std::string, uint32_t> numbers_;
};

// A stretch of one of the flat vectors in Internals.
struct Stretch {
  uint32_t begin = 0;
  uint32_t end = 0;
};

template <typename T>
absl::Span<const T> Cut(const std::vector<T>& flat, Stretch stretch) {
  return absl::MakeConstSpan(flat).subspan(stretch.begin, stretch.end - stretch.begin);
}

struct CompiledCondition {
  uint32_t set = kAllGoods;
  Money minimum_amount;
  Quantity minimum_quantity;
};

struct CompiledEffect {
  uint32_t set = kAllGoods;
  const Effect* source = nullptr;  // in Internals::source
};

struct CompiledOffer {
  uint32_t source = 0;  // index into Program::offers
  uint32_t group = kUnnumbered;
  bool earns = false;  // gives points
  bool members_only = true;
  uint32_t tiers = 0;  // bit per tier; 0 for any
  Stretch tags;        // of Internals::offer_tags; empty for any
  Stretch stores;      // of Internals::offer_stores; empty for any
  Stretch conditions;  // of Internals::conditions
  Stretch effects;     // of Internals::effects
};

struct CompiledRestriction {
  uint32_t source = 0;  // index into Program::restrictions
  uint32_t set = 0;
};

struct CompiledRedemption {
  Redemption terms;
  // Points are spent in multiples of this: the program's step, and such that their worth is a whole
  // number of minor units.
  Points step;
};

struct CompiledProgram::Internals {
  Program source;
  int64_t version = 0;

  SetIndex sets;
  std::vector<CompiledRestriction> restrictions;

  // Discounts by falling priority, then id; behind them those that give points, likewise.
  std::vector<CompiledOffer> offers;
  uint32_t first_earning = 0;
  uint32_t group_count = 0;

  // Which offers to look at: those that name no set always, others where a set that their effect or
  // one of their conditions names has a line in the basket. Indexes into `offers`.
  std::vector<uint32_t> always;
  std::vector<std::vector<uint32_t>> offers_of_set;

  std::vector<CompiledCondition> conditions;
  std::vector<CompiledEffect> effects;
  std::vector<uint32_t> offer_tags;
  std::vector<uint32_t> offer_stores;
  Names tags;
  Names stores;
  Names tiers;

  std::optional<CompiledRedemption> redemption;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_COMPILED_H_
