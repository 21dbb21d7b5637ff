// Which product sets a basket's lines are in.
#ifndef TESSERA_ENGINE_PRODUCT_SETS_H_
#define TESSERA_ENGINE_PRODUCT_SETS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/program.h"

namespace tessera::engine {

inline constexpr uint32_t kAllGoods = UINT32_MAX;

// The sets that a basket touches, each with its lines in the basket's order.
class Membership {
 public:
  // `pairs` holds (set, line), lines ascending within each set.
  Membership(size_t lines, size_t sets, const std::vector<std::pair<uint32_t, uint32_t>>& pairs);

  // Ascending.
  const std::vector<uint32_t>& touched() const { return touched_; }
  // Positions in Basket::lines; all of them for kAllGoods.
  absl::Span<const uint32_t> LinesOf(uint32_t set) const;

 private:
  std::vector<uint32_t> all_;
  std::vector<uint32_t> first_;  // per set, and one past the last
  std::vector<uint32_t> lines_;
  std::vector<uint32_t> touched_;
};

// Finds the sets of a line by looking up its SKU, category path, brand and labels, whatever the
// number of sets.
class SetIndex {
 public:
  SetIndex() = default;
  // `exceptions[s]`: indexes of the sets whose goods are out of set s, without cycles.
  SetIndex(const std::vector<ProductSet>& sets, std::vector<std::vector<uint32_t>> exceptions);

  Membership Match(const std::vector<Line>& lines) const;

 private:
  enum Dimension : uint8_t { kSku = 1, kCategory = 2, kBrand = 4, kLabel = 8 };
  using Postings = absl::flat_hash_map<std::string, std::vector<uint32_t>>;

  // Per line: which dimensions of which sets it meets. Reused between lines.
  struct Scratch {
    std::vector<uint8_t> met;
    std::vector<uint32_t> candidates;
    std::vector<uint8_t> in;
  };

  static void Post(const std::vector<std::string>& values, uint32_t set, Postings* postings);
  static void Meet(const Postings& postings, absl::string_view value, Dimension dimension,
                   Scratch* scratch);
  void MeetCategory(absl::string_view path, Scratch* scratch) const;
  void MatchLine(const Line& line, Scratch* scratch) const;
  void RankByDependency();

  std::vector<uint8_t> wanted_;  // per set: the dimensions that must be met
  std::vector<std::vector<uint32_t>> exceptions_;
  std::vector<uint32_t> rank_;  // a set ranks behind all its exceptions
  // Sets that cannot be found through a value: those that list none.
  std::vector<uint32_t> unconditional_;
  Postings skus_, categories_, brands_, labels_;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_PRODUCT_SETS_H_
