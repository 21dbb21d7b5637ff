#include "tessera/engine/allocation.h"

#include <algorithm>
#include <numeric>

namespace tessera::engine {
namespace {

__extension__ using Wide = __int128;

struct Remainder {
  Wide rest;
  size_t part;
};

// One allocation over the parts that `open` lists, whose weights are not all zero.
class Spread {
 public:
  Spread(absl::Span<const Part> parts, std::vector<size_t> open, bool equal_weights,
         std::vector<int64_t>* taken)
      : parts_(parts), open_(std::move(open)), equal_weights_(equal_weights), taken_(*taken) {}

  // Returns what the parts could not take.
  int64_t Take(int64_t amount) {
    amount_ = amount;
    while (FillOverfull()) {
    }
    if (open_.empty() || amount_ == 0) return amount_;
    TakeByLargestRemainder();
    return 0;
  }

 private:
  int64_t Weight(size_t part) const { return equal_weights_ ? 1 : parts_[part].weight; }

  Wide OpenWeight() const {
    Wide sum = 0;
    for (size_t part : open_) sum += Weight(part);
    return sum;
  }

  // Closes the parts whose exact share is beyond their capacity; true if there were any.
  bool FillOverfull() {
    const Wide weight = OpenWeight();
    int64_t filled = 0;
    const int64_t amount = amount_;
    const auto overfull = [&](size_t part) {
      if (static_cast<Wide>(amount) * Weight(part) <= parts_[part].capacity * weight) return false;
      taken_[part] = parts_[part].capacity;
      filled += parts_[part].capacity;
      return true;
    };
    const auto end = std::remove_if(open_.begin(), open_.end(), overfull);
    const bool any = end != open_.end();
    open_.erase(end, open_.end());
    amount_ -= filled;
    return any;
  }

  // No part is overfull here, so a part with a remainder has room for one unit more.
  void TakeByLargestRemainder() {
    const Wide weight = OpenWeight();
    int64_t left = amount_;
    std::vector<Remainder> remainders;
    remainders.reserve(open_.size());
    for (size_t part : open_) {
      const Wide product = static_cast<Wide>(amount_) * Weight(part);
      taken_[part] = static_cast<int64_t>(product / weight);
      left -= taken_[part];
      remainders.push_back({product % weight, part});
    }
    std::sort(remainders.begin(), remainders.end(), [](const Remainder& a, const Remainder& b) {
      return a.rest != b.rest ? a.rest > b.rest : a.part < b.part;
    });
    for (size_t i = 0; i < static_cast<size_t>(left); ++i) ++taken_[remainders[i].part];
  }

  absl::Span<const Part> parts_;
  std::vector<size_t> open_;
  const bool equal_weights_;
  std::vector<int64_t>& taken_;
  int64_t amount_ = 0;
};

std::vector<size_t> PartsWithRoom(absl::Span<const Part> parts, bool weighty) {
  std::vector<size_t> open;
  open.reserve(parts.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].capacity > 0 && (parts[i].weight > 0) == weighty) open.push_back(i);
  }
  return open;
}

}  // namespace

std::vector<int64_t> Allocate(int64_t amount, absl::Span<const Part> parts) {
  std::vector<int64_t> taken(parts.size(), 0);
  if (amount <= 0) return taken;
  const int64_t left = Spread(parts, PartsWithRoom(parts, true), false, &taken).Take(amount);
  if (left > 0) Spread(parts, PartsWithRoom(parts, false), true, &taken).Take(left);
  return taken;
}

int64_t CumulativeShare(int64_t whole, int64_t upto, int64_t total) {
  return static_cast<int64_t>(static_cast<Wide>(whole) * upto / total);
}

}  // namespace tessera::engine
