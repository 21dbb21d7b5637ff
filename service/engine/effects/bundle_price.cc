#include <algorithm>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {
namespace {

// Counts bundles off the units that are free. Equal bundles are counted together: each round uses up
// a line or is the last, so that no number of pieces makes it long. Units of one line that go into
// different rounds are kept apart, each with its part of the line's price.
class Bundler {
 public:
  Bundler(const BundlePrice& bundle, absl::Span<const uint32_t> sets, Applying* applying)
      : bundle_(bundle), sets_(sets), applying_(*applying), work_(applying->work) {
    work_.free_units.assign(applying_.state.lines().size(), 0);
    for (uint32_t i = 0; i < work_.free_units.size(); ++i) {
      work_.free_units[i] = FreeUnits(i, applying_);
    }
    work_.wanted_units.assign(work_.free_units.size(), 0);
    work_.bundle_lines.clear();
    applying_.counts_apart = true;
    OrderParts();
    left_ = bundle.maximum_bundles == 0 ? kUnlimited : bundle.maximum_bundles;
  }

  ~Bundler() {
    applying_.counts_apart = false;
    if (applying_.units_used_once()) return;
    for (LineState& line : applying_.state.lines()) {
      line.used_units = 0;
      line.used_net = Money();
    }
  }

  Reason Run() {
    Reason why = Reason::kNothingToDiscount;
    while (left_ > 0) {
      if (!FillOne()) break;
      const int64_t bundles = Repeats();
      left_ -= bundles;
      for (uint32_t i : work_.bundle_lines) {
        work_.free_units[i] -= work_.wanted_units[i] * bundles;
      }
      const Reason reason = Price(bundles);
      for (uint32_t i : work_.bundle_lines) work_.wanted_units[i] = 0;
      work_.bundle_lines.clear();
      if (reason == Reason::kNone) {
        applying_.result->times += bundles;
        why = reason;
      } else if (why != Reason::kNone) {
        why = reason;
      }
    }
    return why;
  }

 private:
  // Each part's lines in the order in which they go into bundles.
  void OrderParts() {
    work_.part_orders.resize(std::max(work_.part_orders.size(), sets_.size()));
    work_.part_starts.assign(sets_.size(), 0);
    for (size_t part = 0; part < sets_.size(); ++part) {
      CollectLines(sets_[part], &applying_);
      SortLines(bundle_.order, &applying_);
      work_.part_orders[part].assign(work_.order.begin(), work_.order.end());
    }
  }

  // One bundle into wanted_units, its lines into bundle_lines; false if there is none.
  bool FillOne() {
    for (size_t part = 0; part < sets_.size(); ++part) {
      int64_t wanted = bundle_.parts[part].units;
      const std::vector<uint32_t>& order = work_.part_orders[part];
      size_t& start = work_.part_starts[part];  // lines before it are used up
      while (start < order.size() && work_.free_units[order[start]] == 0) ++start;
      for (size_t k = start; k < order.size() && wanted > 0; ++k) {
        const uint32_t i = order[k];
        const int64_t taken = std::min(wanted, work_.free_units[i] - work_.wanted_units[i]);
        if (taken == 0) continue;
        if (work_.wanted_units[i] == 0) work_.bundle_lines.push_back(i);
        work_.wanted_units[i] += taken;
        wanted -= taken;
      }
      if (wanted > 0) return false;
    }
    std::sort(work_.bundle_lines.begin(), work_.bundle_lines.end());
    return true;
  }

  int64_t Repeats() const {
    int64_t repeats = left_;
    for (uint32_t i : work_.bundle_lines) {
      repeats = std::min(repeats, work_.free_units[i] / work_.wanted_units[i]);
    }
    return repeats;
  }

  Reason Price(int64_t bundles) {
    work_.picked.clear();
    work_.parts.clear();
    int64_t sum = 0;
    for (uint32_t i : work_.bundle_lines) {
      work_.picked.push_back(PickUnits(i, work_.wanted_units[i] * bundles, applying_));
      const Picked& picked = work_.picked.back();
      work_.parts.push_back({picked.base.value(), picked.room.value()});
      sum += picked.base.value();
    }
    const auto price = CheckedMultiply(bundle_.price.value(), bundles);
    if (!price || *price >= sum) return Reason::kNothingToDiscount;
    const auto shares = work_.allocator.Allocate(sum - *price, work_.parts,
                                                 applying_.program.source.spread);
    work_.amounts.assign(shares.begin(), shares.end());
    return TakeOff(true, &applying_);
  }

  const BundlePrice& bundle_;
  const absl::Span<const uint32_t> sets_;
  Applying& applying_;
  Workspace& work_;
  int64_t left_ = 0;
};

}  // namespace

Reason ApplyBundlePrice(const BundlePrice& bundle, absl::Span<const uint32_t> sets,
                        Applying* applying) {
  return Bundler(bundle, sets, applying).Run();
}

}  // namespace tessera::engine
