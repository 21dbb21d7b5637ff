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

// The sets that a basket touches, each with its lines in the basket's order. Keeps its memory from
// one basket to the next; what it costs depends on the lines and the sets they are in, not on the
// number of sets.
class Membership {
 public:
  // In the order in which lines met them.
  const std::vector<uint32_t>& touched() const { return touched_; }
  // Positions in Basket::lines. For kAllGoods, the goods: neither negative nor in the set of what is
  // no goods.
  absl::Span<const uint32_t> LinesOf(uint32_t set) const {
    if (set == kAllGoods) return goods_;
    const Place& place = places_[set];
    if (place.stamp != stamp_) return {};
    return absl::MakeConstSpan(lines_).subspan(place.first, place.count);
  }

 private:
  friend class SetIndex;
  struct Place {
    uint32_t stamp = 0;
    uint32_t first = 0;
    uint32_t count = 0;
  };

  uint32_t stamp_ = 0;
  std::vector<Place> places_;  // per set; of this basket only where the stamp is
  std::vector<uint32_t> touched_;
  std::vector<std::pair<uint32_t, uint32_t>> pairs_;  // set, line
  std::vector<uint32_t> lines_;
  std::vector<uint32_t> goods_;
  // Per line: which dimensions of which sets it meets.
  std::vector<uint8_t> met_;
  std::vector<uint8_t> in_;
  std::vector<uint32_t> candidates_;
};

// References of one set to others, as positions.
struct SetReferences {
  std::vector<uint32_t> except;
  std::vector<uint32_t> any;
  std::vector<uint32_t> all;
};

// Finds the sets of a line by looking up its SKU, category path, brand and labels, whatever the
// number of sets. Sets that list none of these are looked at for every line.
class SetIndex {
 public:
  SetIndex() = default;
  // Without cycles. `no_goods`: the set of lines that are no goods, or kAllGoods for none.
  SetIndex(const std::vector<ProductSet>& sets, std::vector<SetReferences> references,
           uint32_t no_goods);

  void Match(const std::vector<Line>& lines, Membership* membership) const;

 private:
  enum Dimension : uint8_t { kSku = 1, kCategory = 2, kBrand = 4, kLabel = 8, kAllLabels = 16 };
  using Postings = absl::flat_hash_map<std::string, std::vector<uint32_t>>;

  // What a set asks for beyond its lists.
  struct Rest {
    std::vector<std::string> all_labels;
    Money minimum_price;
    Money maximum_price;
    OnSale on_sale = OnSale::kAny;
    bool any = false;  // it asks for anything at all
  };

  static void Post(const std::vector<std::string>& values, uint32_t set, Postings* postings);
  static void Meet(const Postings& postings, absl::string_view value, Dimension dimension,
                   Membership* membership);
  void MeetCategory(absl::string_view path, Membership* membership) const;
  void MatchLine(const Line& line, Membership* membership) const;
  bool IsIn(uint32_t set, const Line& line, const Membership& membership) const;
  void RankByDependency();

  std::vector<uint8_t> wanted_;  // per set: the dimensions that must be met
  std::vector<SetReferences> references_;
  std::vector<Rest> rest_;
  std::vector<uint32_t> rank_;  // a set ranks behind all that it refers to
  bool ranked_ = false;         // whether ranks matter: some set refers to another
  // Sets that cannot be found through a value: those that list none.
  std::vector<uint32_t> unconditional_;
  Postings skus_, categories_, brands_, labels_;
  uint32_t no_goods_ = kAllGoods;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_PRODUCT_SETS_H_
