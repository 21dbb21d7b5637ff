#include <algorithm>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {
namespace {

// Which parts, a bit each.
using PartMask = uint32_t;

// Tells how many bundles there can be. So many can be filled if, for every choice of parts, the units
// that fit any of them are as many as these parts ask for together (Hall's theorem); parts are at most
// 8, so that every choice can be looked at.
class Supply {
 public:
  Supply(const BundlePrice& bundle, std::vector<PartChoice>* choices) : choices_(*choices) {
    choices_.assign(size_t{1} << bundle.parts.size(), {});
    for (size_t parts = 1; parts < choices_.size(); ++parts) {
      for (size_t i = 0; i < bundle.parts.size(); ++i) {
        if (((parts >> i) & 1U) != 0) choices_[parts].asked += bundle.parts[i].units;
      }
    }
  }

  // A line that these parts may take has so many units more, or less.
  void Add(PartMask line, int64_t units) {
    for (size_t parts = 1; parts < choices_.size(); ++parts) {
      if ((parts & line) != 0) choices_[parts].units += units;
    }
  }

  int64_t UnitsOfBundle() const { return choices_.back().asked; }

  int64_t MostBundles() const {
    int64_t most = kUnlimited;
    for (size_t parts = 1; parts < choices_.size(); ++parts) {
      most = std::min(most, choices_[parts].units / choices_[parts].asked);
    }
    return most;
  }

  // Begins one bundle of so many; units beyond what they ask for are spare.
  void Plan(int64_t bundles) {
    for (PartChoice& choice : choices_) {
      choice.spare = choice.units - bundles * choice.asked;
      choice.used = 0;
    }
  }

  // The most units of such a line that this part may take so that the other parts still get theirs.
  // As units are taken it never grows, from bundle to bundle neither.
  int64_t SpareFor(size_t part, PartMask line) const {
    int64_t spare = kUnlimited;
    for (size_t parts = 1; parts < choices_.size(); ++parts) {
      if (!TakesFrom(parts, part, line)) continue;
      spare = std::min(spare, choices_[parts].spare - choices_[parts].used);
    }
    return spare;
  }

  void Take(size_t part, PartMask line, int64_t units) {
    for (size_t parts = 1; parts < choices_.size(); ++parts) {
      if (TakesFrom(parts, part, line)) choices_[parts].used += units;
    }
  }

  // How often the spare units suffice for the same bundle.
  int64_t Repeats() const {
    int64_t repeats = kUnlimited;
    for (const PartChoice& choice : choices_) {
      if (choice.used > 0) repeats = std::min(repeats, choice.spare / choice.used);
    }
    return repeats;
  }

 private:
  // Whether these parts lose a unit of the line to the other part.
  static bool TakesFrom(size_t parts, size_t part, PartMask line) {
    return (parts & line) != 0 && ((parts >> part) & 1U) == 0;
  }

  std::vector<PartChoice>& choices_;  // by mask
};

// Counts as many bundles as can be off the units that are free. Each part takes the first units in
// the bundle's order that the other parts can do without. Equal bundles are counted together: each
// round uses up a line, or what the others can do without, or is the last, so that no number of pieces
// makes it long. Units of one line that go into different rounds are kept apart, each with its part of
// the line's price.
class Bundler {
 public:
  Bundler(const BundlePrice& bundle, absl::Span<const uint32_t> sets, Applying* applying)
      : bundle_(bundle), sets_(sets), applying_(*applying), work_(applying->work),
        apart_(applying), supply_(bundle, &work_.part_choices) {
    work_.free_units.assign(applying_.state.lines().size(), 0);
    work_.wanted_units.assign(work_.free_units.size(), 0);
    work_.bundle_lines.clear();
    OrderParts();
    for (uint32_t i = 0; i < work_.free_units.size(); ++i) {
      work_.free_units[i] = FreeUnits(i, applying_);
      if (work_.line_parts[i] != 0) supply_.Add(work_.line_parts[i], work_.free_units[i]);
    }
  }

  Reason Run() {
    left_ = std::min(bundle_.maximum_bundles == 0 ? kUnlimited : bundle_.maximum_bundles,
                     applying_.TimesLeft());
    if (applying_.units_left != kUnlimited) {
      left_ = std::min(left_, applying_.units_left / supply_.UnitsOfBundle());
      if (left_ == 0) return Reason::kUnitLimit;
    }
    Reason why = Reason::kNothingToDiscount;
    while (const int64_t bundles = Fill()) {
      const Reason reason = Price(bundles);
      for (uint32_t i : work_.bundle_lines) work_.wanted_units[i] = 0;
      work_.bundle_lines.clear();
      if (reason == Reason::kNone) {
        left_ -= bundles;
        applying_.result->times += bundles;
        why = reason;
      } else if (why != Reason::kNone) {
        why = reason;
      }
    }
    return why;
  }

 private:
  // Each part's lines in the order in which they go into bundles, and each line's parts.
  void OrderParts() {
    work_.part_orders.resize(std::max(work_.part_orders.size(), sets_.size()));
    work_.part_starts.assign(sets_.size(), 0);
    work_.line_parts.assign(work_.free_units.size(), 0);
    for (size_t part = 0; part < sets_.size(); ++part) {
      CollectLines(sets_[part], &applying_);
      SortLines(bundle_.order, &applying_);
      work_.part_orders[part].assign(work_.order.begin(), work_.order.end());
      for (uint32_t i : work_.order) work_.line_parts[i] |= PartMask{1} << part;
    }
  }

  // The next bundle into wanted_units, its lines into bundle_lines, and off free_units as often as the
  // same can be made again. That number; 0 if there is no bundle.
  int64_t Fill() {
    const int64_t planned = std::min(left_, supply_.MostBundles());
    if (planned <= 0) return 0;
    supply_.Plan(planned);
    for (size_t part = 0; part < sets_.size(); ++part) FillPart(part);
    std::sort(work_.bundle_lines.begin(), work_.bundle_lines.end());
    int64_t repeats = std::min(planned, supply_.Repeats());
    for (uint32_t i : work_.bundle_lines) {
      repeats = std::min(repeats, work_.free_units[i] / work_.wanted_units[i]);
    }
    for (uint32_t i : work_.bundle_lines) {
      const int64_t units = work_.wanted_units[i] * repeats;
      work_.free_units[i] -= units;
      supply_.Add(work_.line_parts[i], -units);
    }
    return repeats;
  }

  void FillPart(size_t part) {
    int64_t wanted = bundle_.parts[part].units;
    const std::vector<uint32_t>& order = work_.part_orders[part];
    size_t& start = work_.part_starts[part];  // lines before it are no more for this part
    while (wanted > 0 && start < order.size()) {
      const uint32_t i = order[start];
      const PartMask line = work_.line_parts[i];
      const int64_t taken = std::min({wanted, work_.free_units[i] - work_.wanted_units[i],
                                      supply_.SpareFor(part, line)});
      if (taken == 0) {
        ++start;
        continue;
      }
      if (work_.wanted_units[i] == 0) work_.bundle_lines.push_back(i);
      work_.wanted_units[i] += taken;
      wanted -= taken;
      supply_.Take(part, line, taken);
    }
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
  const CountingApart apart_;
  Supply supply_;
  int64_t left_ = 0;
};

}  // namespace

Reason ApplyBundlePrice(const BundlePrice& bundle, absl::Span<const uint32_t> sets,
                        Applying* applying) {
  return Bundler(bundle, sets, applying).Run();
}

}  // namespace tessera::engine
