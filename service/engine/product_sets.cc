#include "product_sets.h"

#include <algorithm>

namespace tessera::engine {

SetIndex::SetIndex(const std::vector<ProductSet>& sets, std::vector<SetReferences> references,
                   uint32_t no_goods)
    : wanted_(sets.size(), 0),
      references_(std::move(references)),
      rest_(sets.size()),
      no_goods_(no_goods) {
  for (uint32_t i = 0; i < sets.size(); ++i) {
    const ProductSet& set = sets[i];
    Post(set.skus, i, &skus_);
    Post(set.categories, i, &categories_);
    Post(set.brands, i, &brands_);
    Post(set.labels, i, &labels_);
    wanted_[i] = static_cast<uint8_t>((set.skus.empty() ? 0 : kSku) |
                                      (set.categories.empty() ? 0 : kCategory) |
                                      (set.brands.empty() ? 0 : kBrand) |
                                      (set.labels.empty() ? 0 : kLabel));
    if (wanted_[i] == 0) unconditional_.push_back(i);
    Rest& rest = rest_[i];
    rest.all_labels = set.all_labels;
    rest.minimum_price = set.minimum_price;
    rest.maximum_price = set.maximum_price;
    rest.on_sale = set.on_sale;
    rest.any = !set.all_labels.empty() || !set.minimum_price.is_zero() ||
               !set.maximum_price.is_zero() || set.on_sale != OnSale::kAny;
    const SetReferences& others = references_[i];
    ranked_ = ranked_ || !others.except.empty() || !others.any.empty() || !others.all.empty();
  }
  RankByDependency();
}

void SetIndex::Post(const std::vector<std::string>& values, uint32_t set, Postings* postings) {
  for (const std::string& value : values) (*postings)[value].push_back(set);
}

// Sets without references first, then those whose references are all ranked, and so on.
void SetIndex::RankByDependency() {
  rank_.assign(wanted_.size(), UINT32_MAX);
  uint32_t next = 0;
  const auto ranked = [this](uint32_t other) { return rank_[other] != UINT32_MAX; };
  const auto all_ranked = [&](const std::vector<uint32_t>& others) {
    return std::all_of(others.begin(), others.end(), ranked);
  };
  for (bool progress = true; progress;) {
    progress = false;
    for (uint32_t set = 0; set < rank_.size(); ++set) {
      const SetReferences& others = references_[set];
      if (ranked(set) || !all_ranked(others.except) || !all_ranked(others.any) ||
          !all_ranked(others.all)) {
        continue;
      }
      rank_[set] = next++;
      progress = true;
    }
  }
}

void SetIndex::Meet(const Postings& postings, absl::string_view value, Dimension dimension,
                    Membership* membership) {
  const auto found = postings.find(value);
  if (found == postings.end()) return;
  for (uint32_t set : found->second) {
    if (membership->met_[set] == 0) membership->candidates_.push_back(set);
    membership->met_[set] |= dimension;
  }
}

void SetIndex::MeetCategory(absl::string_view path, Membership* membership) const {
  if (categories_.empty()) return;
  while (!path.empty()) {
    Meet(categories_, path, kCategory, membership);
    const size_t slash = path.rfind('/');
    path = slash == absl::string_view::npos ? absl::string_view() : path.substr(0, slash);
  }
}

bool SetIndex::IsIn(uint32_t set, const Line& line, const Membership& membership) const {
  if (const Rest& rest = rest_[set]; rest.any) {
    for (const std::string& label : rest.all_labels) {
      if (std::find(line.labels.begin(), line.labels.end(), label) == line.labels.end()) {
        return false;
      }
    }
    if (line.unit_price < rest.minimum_price) return false;
    if (!rest.maximum_price.is_zero() && line.unit_price > rest.maximum_price) return false;
    if (rest.on_sale != OnSale::kAny && line.on_sale != (rest.on_sale == OnSale::kOnly)) {
      return false;
    }
  }
  const auto is_in = [&](uint32_t other) { return membership.in_[other] != 0; };
  const SetReferences& others = references_[set];
  return std::none_of(others.except.begin(), others.except.end(), is_in) &&
         std::all_of(others.all.begin(), others.all.end(), is_in) &&
         (others.any.empty() || std::any_of(others.any.begin(), others.any.end(), is_in));
}

// Leaves in candidates_ the sets that the line is in, by rank.
void SetIndex::MatchLine(const Line& line, Membership* membership) const {
  std::vector<uint32_t>& candidates = membership->candidates_;
  candidates.assign(unconditional_.begin(), unconditional_.end());
  if (!skus_.empty()) Meet(skus_, line.sku, kSku, membership);
  MeetCategory(line.category, membership);
  if (!line.brand.empty() && !brands_.empty()) Meet(brands_, line.brand, kBrand, membership);
  if (!labels_.empty()) {
    for (const std::string& label : line.labels) Meet(labels_, label, kLabel, membership);
  }
  size_t kept = 0;
  for (uint32_t set : candidates) {
    if (membership->met_[set] == wanted_[set]) candidates[kept++] = set;
    membership->met_[set] = 0;
  }
  candidates.resize(kept);
  if (ranked_) {
    std::sort(candidates.begin(), candidates.end(),
              [this](uint32_t a, uint32_t b) { return rank_[a] < rank_[b]; });
  }
  kept = 0;
  for (uint32_t set : candidates) {
    if (!IsIn(set, line, *membership)) continue;
    membership->in_[set] = 1;
    candidates[kept++] = set;
  }
  candidates.resize(kept);
  for (uint32_t set : candidates) membership->in_[set] = 0;
}

void SetIndex::Match(const std::vector<Line>& lines, Membership* membership) const {
  Membership& m = *membership;
  if (m.places_.size() != wanted_.size() || m.stamp_ == UINT32_MAX) {
    m.places_.assign(wanted_.size(), {});
    m.met_.assign(wanted_.size(), 0);
    m.in_.assign(wanted_.size(), 0);
    m.stamp_ = 0;
  }
  ++m.stamp_;
  m.touched_.clear();
  m.pairs_.clear();
  m.goods_.clear();
  for (uint32_t i = 0; i < lines.size(); ++i) {
    if (lines[i].unit_price.is_negative()) continue;
    MatchLine(lines[i], membership);
    bool goods = true;
    for (uint32_t set : m.candidates_) {
      if (set == no_goods_) goods = false;
      Membership::Place& place = m.places_[set];
      if (place.stamp != m.stamp_) {
        place = {m.stamp_, 0, 0};
        m.touched_.push_back(set);
      }
      ++place.count;
      m.pairs_.emplace_back(set, i);
    }
    if (goods) m.goods_.push_back(i);
  }
  uint32_t first = 0;
  for (uint32_t set : m.touched_) {
    m.places_[set].first = first;
    first += m.places_[set].count;
    m.places_[set].count = 0;
  }
  m.lines_.resize(m.pairs_.size());
  for (const auto& [set, line] : m.pairs_) {
    Membership::Place& place = m.places_[set];
    m.lines_[place.first + place.count++] = line;
  }
}

}  // namespace tessera::engine
