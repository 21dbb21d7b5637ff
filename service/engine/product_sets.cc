#include "product_sets.h"

#include <algorithm>
#include <numeric>

namespace tessera::engine {

Membership::Membership(size_t lines, size_t sets,
                       const std::vector<std::pair<uint32_t, uint32_t>>& pairs)
    : all_(lines), first_(sets + 1, 0), lines_(pairs.size()) {
  std::iota(all_.begin(), all_.end(), 0U);
  for (const auto& [set, line] : pairs) ++first_[set + 1];
  for (uint32_t set = 0; set < sets; ++set) {
    if (first_[set + 1] > 0) touched_.push_back(set);
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  std::vector<uint32_t> next(first_.begin(), first_.end());
  for (const auto& [set, line] : pairs) lines_[next[set]++] = line;
}

absl::Span<const uint32_t> Membership::LinesOf(uint32_t set) const {
  if (set == kAllGoods) return all_;
  return absl::MakeConstSpan(lines_).subspan(first_[set], first_[set + 1] - first_[set]);
}

SetIndex::SetIndex(const std::vector<ProductSet>& sets,
                   std::vector<std::vector<uint32_t>> exceptions)
    : wanted_(sets.size(), 0), exceptions_(std::move(exceptions)) {
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
  }
  RankByDependency();
}

void SetIndex::Post(const std::vector<std::string>& values, uint32_t set, Postings* postings) {
  for (const std::string& value : values) (*postings)[value].push_back(set);
}

// Sets without exceptions first, then those whose exceptions are all ranked, and so on.
void SetIndex::RankByDependency() {
  rank_.assign(wanted_.size(), UINT32_MAX);
  uint32_t next = 0;
  for (bool progress = true; progress;) {
    progress = false;
    for (uint32_t set = 0; set < rank_.size(); ++set) {
      const auto ranked = [this](uint32_t other) { return rank_[other] != UINT32_MAX; };
      if (ranked(set) || !std::all_of(exceptions_[set].begin(), exceptions_[set].end(), ranked)) {
        continue;
      }
      rank_[set] = next++;
      progress = true;
    }
  }
}

void SetIndex::Meet(const Postings& postings, absl::string_view value, Dimension dimension,
                    Scratch* scratch) {
  const auto found = postings.find(value);
  if (found == postings.end()) return;
  for (uint32_t set : found->second) {
    if (scratch->met[set] == 0) scratch->candidates.push_back(set);
    scratch->met[set] |= dimension;
  }
}

void SetIndex::MeetCategory(absl::string_view path, Scratch* scratch) const {
  while (!path.empty()) {
    Meet(categories_, path, kCategory, scratch);
    const size_t slash = path.rfind('/');
    path = slash == absl::string_view::npos ? absl::string_view() : path.substr(0, slash);
  }
}

// Leaves in scratch->candidates the sets that the line is in, by rank.
void SetIndex::MatchLine(const Line& line, Scratch* scratch) const {
  std::vector<uint32_t>& candidates = scratch->candidates;
  candidates.assign(unconditional_.begin(), unconditional_.end());
  Meet(skus_, line.sku, kSku, scratch);
  MeetCategory(line.category, scratch);
  if (!line.brand.empty()) Meet(brands_, line.brand, kBrand, scratch);
  for (const std::string& label : line.labels) Meet(labels_, label, kLabel, scratch);

  const auto rest = std::remove_if(candidates.begin(), candidates.end(), [&](uint32_t set) {
    const bool fails = scratch->met[set] != wanted_[set];
    scratch->met[set] = 0;
    return fails;
  });
  candidates.erase(rest, candidates.end());
  std::sort(candidates.begin(), candidates.end(),
            [this](uint32_t a, uint32_t b) { return rank_[a] < rank_[b]; });
  const auto is_in = [&](uint32_t set) { return scratch->in[set] != 0; };
  for (uint32_t set : candidates) {
    scratch->in[set] = std::none_of(exceptions_[set].begin(), exceptions_[set].end(), is_in);
  }
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(),
                                  [&](uint32_t set) { return !is_in(set); }),
                   candidates.end());
  for (uint32_t set : candidates) scratch->in[set] = 0;
}

Membership SetIndex::Match(const std::vector<Line>& lines) const {
  Scratch scratch{std::vector<uint8_t>(wanted_.size(), 0), {},
                  std::vector<uint8_t>(wanted_.size(), 0)};
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
  for (uint32_t i = 0; i < lines.size(); ++i) {
    MatchLine(lines[i], &scratch);
    for (uint32_t set : scratch.candidates) pairs.emplace_back(set, i);
  }
  return Membership(lines.size(), wanted_.size(), pairs);
}

}  // namespace tessera::engine
