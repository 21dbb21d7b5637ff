#include "tessera/engine/allocation.h"

#include <algorithm>
#include <limits>

namespace tessera::engine {
namespace {

__extension__ using Wide = __int128;

int64_t WeightOf(const Part& part, bool equal_weights) { return equal_weights ? 1 : part.weight; }

}  // namespace

absl::Span<const int64_t> Allocator::Allocate(int64_t amount, absl::Span<const Part> parts,
                                              Spread how) {
  taken_.assign(parts.size(), 0);
  if (amount <= 0) return taken_;
  Open(parts, true);
  const int64_t left = Take(amount, parts, false, how);
  if (left > 0) {
    Open(parts, false);
    Take(left, parts, true, how);
  }
  return taken_;
}

void Allocator::Open(absl::Span<const Part> parts, bool weighty) {
  open_.clear();
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].capacity > 0 && (parts[i].weight > 0) == weighty) open_.push_back(i);
  }
}

// Closes the parts whose exact share is beyond their capacity; true if there were any.
bool Allocator::FillOverfull(absl::Span<const Part> parts, bool equal_weights, int64_t* amount) {
  Wide weight = 0;
  for (size_t part : open_) weight += WeightOf(parts[part], equal_weights);
  int64_t filled = 0;
  const auto overfull = [&](size_t part) {
    if (static_cast<Wide>(*amount) * WeightOf(parts[part], equal_weights) <=
        parts[part].capacity * weight) {
      return false;
    }
    taken_[part] = parts[part].capacity;
    filled += parts[part].capacity;
    return true;
  };
  const auto end = std::remove_if(open_.begin(), open_.end(), overfull);
  const bool any = end != open_.end();
  open_.erase(end, open_.end());
  *amount -= filled;
  return any;
}

// Returns what the parts could not take.
int64_t Allocator::Take(int64_t amount, absl::Span<const Part> parts, bool equal_weights,
                        Spread how) {
  bool roomy = true;  // no share can be beyond its capacity
  int64_t heaviest = 1;
  Wide weight = 0;
  for (size_t part : open_) {
    const int64_t here = WeightOf(parts[part], equal_weights);
    weight += here;
    heaviest = std::max(heaviest, here);
    roomy = roomy && parts[part].capacity >= here;
  }
  if (!roomy || amount > weight) {
    while (FillOverfull(parts, equal_weights, &amount)) {
    }
    weight = 0;
    for (size_t part : open_) weight += WeightOf(parts[part], equal_weights);
  }
  if (open_.empty() || amount == 0) return amount;
  int64_t left = amount;
  if (how == Spread::kCarriedError) {
    left -= TakeCarried(amount, static_cast<int64_t>(weight), parts, equal_weights);
  } else if (heaviest <= std::numeric_limits<int64_t>::max() / amount) {
    left -= TakeFloors<int64_t>(amount, static_cast<int64_t>(weight), parts, equal_weights);
  } else {
    left -= TakeFloors<Wide>(amount, static_cast<int64_t>(weight), parts, equal_weights);
  }
  GiveOddUnits(parts, how, left);
  return 0;
}

// Each open part's share rounded down; returns their sum.
template <typename Integer>
int64_t Allocator::TakeFloors(int64_t amount, int64_t weight, absl::Span<const Part> parts,
                              bool equal_weights) {
  remainders_.clear();
  int64_t sum = 0;
  for (size_t part : open_) {
    const Integer product = static_cast<Integer>(amount) * WeightOf(parts[part], equal_weights);
    const auto share = static_cast<int64_t>(product / weight);
    taken_[part] = share;
    sum += share;
    remainders_.push_back(
        {static_cast<int64_t>(product - static_cast<Integer>(share) * weight), part});
  }
  return sum;
}

int64_t Allocator::TakeCarried(int64_t amount, int64_t weight, absl::Span<const Part> parts,
                               bool equal_weights) {
  int64_t sum = 0;
  Wide carried = 0;
  for (size_t part : open_) {
    const Wide product =
        static_cast<Wide>(amount) * WeightOf(parts[part], equal_weights) + carried;
    const Wide share = product < 0 ? 0 : (product + weight / 2) / weight;
    taken_[part] = static_cast<int64_t>(std::min<Wide>(share, parts[part].capacity));
    carried = product - static_cast<Wide>(taken_[part]) * weight;
    sum += taken_[part];
  }
  return sum;
}

// No part was overfull, so there is room for them. Rounding with a carried error may also have given
// one too many.
void Allocator::GiveOddUnits(absl::Span<const Part> parts, Spread how, int64_t left) {
  if (left == 0) return;
  if (how == Spread::kLargestRemainder) {
    // Only parts with a remainder can get one, and those have room for one.
    const auto middle = remainders_.begin() + std::min(left, static_cast<int64_t>(remainders_.size()));
    std::nth_element(remainders_.begin(), middle, remainders_.end(),
                     [](const Remainder& a, const Remainder& b) {
                       return a.rest != b.rest ? a.rest > b.rest : a.part < b.part;
                     });
    for (auto it = remainders_.begin(); it != middle; ++it) ++taken_[it->part];
    return;
  }
  const int64_t step = left > 0 ? 1 : -1;
  while (left != 0) {
    for (size_t k = 0; k < open_.size() && left != 0; ++k) {
      const size_t part = how == Spread::kOddToFirst ? open_[k] : open_[open_.size() - 1 - k];
      const int64_t room = step > 0 ? parts[part].capacity - taken_[part] : taken_[part];
      const int64_t most = how == Spread::kOddToLast ? left * step : 1;
      const int64_t given = std::min(room, most);
      taken_[part] += step * given;
      left -= step * given;
    }
  }
}

std::vector<int64_t> Allocate(int64_t amount, absl::Span<const Part> parts) {
  Allocator allocator;
  const absl::Span<const int64_t> taken =
      allocator.Allocate(amount, parts, Spread::kLargestRemainder);
  return std::vector<int64_t>(taken.begin(), taken.end());
}

int64_t CumulativeShare(int64_t whole, int64_t upto, int64_t total) {
  return static_cast<int64_t>(static_cast<Wide>(whole) * upto / total);
}

}  // namespace tessera::engine
