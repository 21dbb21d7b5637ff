// The inside of a compiled program: flat and index-based, so that Evaluate compares no strings
// once a basket's lines are matched, and looks only at offers whose goods are in the basket.
#ifndef TESSERA_ENGINE_COMPILED_H_
#define TESSERA_ENGINE_COMPILED_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "product_sets.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/history.h"

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
    if (numbers_.empty()) return kUnnumbered;
    const auto it = numbers_.find(name);
    return it == numbers_.end() ? kUnnumbered : it->second;
  }
  bool empty() const { return numbers_.empty(); }

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
  const Condition* terms = nullptr;  // in Internals::source
};

struct CompiledEffect {
  // Its goods; of BuyGet what is got.
  uint32_t set = kAllGoods;
  uint32_t buy_set = kAllGoods;        // of BuyGet
  std::vector<uint32_t> part_sets;     // of BundlePrice
  const Effect* source = nullptr;      // in Internals::source
  uint32_t position = 0;               // among the offer's effects
};

// Days since 1970, minutes since midnight.
struct CompiledWindow {
  bool any = false;       // there is anything to look at
  bool calendar = false;  // the store's calendar is needed
  int64_t first_day = std::numeric_limits<int64_t>::min();
  int64_t last_day = std::numeric_limits<int64_t>::max();
  uint8_t weekdays = 0;  // bit 0 = Monday; 0 for all
  int32_t from = 0;
  int32_t until = 1440;
};

struct CompiledOffer {
  uint32_t source = 0;  // index into Program::offers
  uint32_t phase = 0;
  uint32_t group = kUnnumbered;
  bool lowers = false;  // lowers prices or adds gifts: it belongs to a phase
  bool earns = false;   // gives points
  bool members_only = true;
  bool plain_audience = true;  // nothing beyond tiers, tags and stores
  bool limited = false;
  bool sensitive = false;  // that others lower prices may keep it from applying
  bool erratic = false;    // or even make it give more: steps and budgets
  bool triggered = false;  // by a code or a choice
  uint32_t tiers = 0;      // bit per tier; 0 for any
  Stretch tags;            // of Internals::offer_tags; empty for any
  Stretch stores;          // of Internals::offer_stores; empty for any
  Stretch segments;        // of Internals::offer_segments; empty for any
  Stretch conditions;      // of Internals::conditions
  Stretch effects;         // of Internals::effects
  CompiledWindow window;
  const Offer* terms = nullptr;  // in Internals::source
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
  uint32_t not_goods_set = kAllGoods;  // kAllGoods: none
  std::vector<CompiledRestriction> restrictions;
  // Restrictions of each set, so that only those of touched sets are looked at.
  std::vector<std::vector<uint32_t>> restrictions_of_set;

  // Those that lower prices, by phase, falling priority, then the program's order of offers; behind
  // them the others, likewise.
  std::vector<CompiledOffer> offers;
  uint32_t first_later = 0;
  std::vector<GroupMode> groups;
  std::vector<StackingMode> phases;  // at least one

  // Which offers to look at: always those of which some effect names no set and no condition asks for
  // goods of one; others where a set that an effect or a condition names has a line in the basket.
  // Indexes into `offers`.
  std::vector<uint32_t> always;
  std::vector<std::vector<uint32_t>> offers_of_set;
  // Those that are set off by a code, a batch of codes, or a choice.
  absl::flat_hash_map<std::string, uint32_t> offer_of_code;  // by NormalCode
  absl::flat_hash_map<std::string, uint32_t> offer_of_batch;
  absl::flat_hash_map<std::string, uint32_t> offer_of_choice;  // by offer id
  // Where each offer of the source stands in `offers`; kUnnumbered for inactive ones.
  std::vector<uint32_t> number_of_source;
  Names offer_ids;  // to positions in Program::offers

  std::vector<CompiledCondition> conditions;
  std::vector<CompiledEffect> effects;
  std::vector<uint32_t> offer_tags;
  std::vector<uint32_t> offer_stores;
  std::vector<uint32_t> offer_segments;
  Names tags;
  Names stores;
  Names segments;
  Names tiers;

  Asks asks;
  absl::TimeZone zone;
  absl::flat_hash_map<std::string, absl::TimeZone> store_zones;

  std::optional<CompiledRedemption> redemption;
};

// Codes as they are compared: ASCII letters in lower case, unless the program tells them apart.
std::string NormalCode(absl::string_view code, const Program& program);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_COMPILED_H_
