#include "earning/award.h"

#include <algorithm>

namespace tessera::engine {

void Award::Clear(size_t lines) {
  // A basket of another size comes only with an evaluation of its own, which starts with this.
  for (uint32_t line : touched_) of_line_[line] = {};
  of_line_.resize(lines);
  touched_.clear();
  in_order_ = true;
  stamps_.clear();
  coupons_.clear();
  points_ = given_ = times_ = 0;
}

void Award::Add(uint32_t line, int64_t points, bool multiplied) {
  LineAward& here = of_line_[line];
  if (!here.touched) {
    here.touched = true;
    in_order_ = in_order_ && (touched_.empty() || touched_.back() < line);
    touched_.push_back(line);
  }
  here.points += points;
  if (multiplied) here.multiplied += points;
  points_ += points;
  given_ += std::max<int64_t>(points, 0);
}

absl::Span<const uint32_t> Award::Lines() {
  if (!in_order_) std::sort(touched_.begin(), touched_.end());
  in_order_ = true;
  return touched_;
}

void Award::CutTo(int64_t points, Allocator* allocator, std::vector<Part>* parts) {
  int64_t positive = 0;
  int64_t multiplied = 0;
  parts->clear();
  for (uint32_t line : Lines()) {
    const int64_t here = std::max<int64_t>(of_line_[line].points, 0);
    parts->push_back({here, here});
    positive += here;
    multiplied += of_line_[line].multiplied;
  }
  // What is taken away elsewhere stays taken away.
  const int64_t kept = points + positive - points_;
  const auto cut = allocator->Allocate(kept, *parts, Spread::kLargestRemainder);
  for (size_t k = 0; k < cut.size(); ++k) {
    LineAward& line = of_line_[touched_[k]];
    if (line.points > 0) line.points = cut[k];
    (*parts)[k] = {line.multiplied, std::clamp<int64_t>(line.points, 0, line.multiplied)};
  }
  const int64_t still = CumulativeShare(multiplied, std::min(kept, positive), positive);
  const auto bases = allocator->Allocate(still, *parts, Spread::kLargestRemainder);
  for (size_t k = 0; k < bases.size(); ++k) of_line_[touched_[k]].multiplied = bases[k];
  points_ = points;
  given_ = kept;
}

}  // namespace tessera::engine
