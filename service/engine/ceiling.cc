#include "ceiling.h"

#include <algorithm>
#include <numeric>

namespace tessera::engine {
namespace {

// Rounded up.
Worth PartOf(Worth value, int64_t part) {
  return (value * part + Ceilings::kAll - 1) >> Ceilings::kShift;
}

int64_t PartOfAll(int64_t all, int64_t part) {
  return static_cast<int64_t>(PartOf(Worth{all}, part));
}

}  // namespace

std::vector<uint32_t> Ceilings::AskedBy(uint32_t offer) const {
  std::vector<uint32_t> lines;
  for (const Asked& asked : Cut(asked_, offers_[offer].asked)) {
    const auto more = Cut(sum_lines_, sums_[asked.sum].lines);
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

uint32_t Ceilings::AddSum(absl::Span<const uint32_t> lines) {
  for (uint32_t i = 0; i < sums_.size(); ++i) {
    if (Cut(sum_lines_, sums_[i].lines) == lines) return i;
  }
  const auto begin = static_cast<uint32_t>(sum_lines_.size());
  sum_lines_.insert(sum_lines_.end(), lines.begin(), lines.end());
  sums_.push_back({{begin, static_cast<uint32_t>(sum_lines_.size())}, 0, Money()});
  return static_cast<uint32_t>(sums_.size() - 1);
}

Money Ceilings::ValueOf(uint32_t number) {
  Sum& sum = sums_[number];
  if (sum.stamp != stamp_) {
    sum.stamp = stamp_;
    sum.value = run_.state.NetOf(Cut(sum_lines_, sum.lines));
  }
  return sum.value;
}

// Prices only fall, and points are only spent: what lacks something now will lack it later.
bool Ceilings::CanApply(const OfferCeiling& offer) {
  if (offer.group != kUnnumbered && run_.group_taken[offer.group] != 0) return false;
  if (offer.least_points > std::max(run_.state.standing().points, Points())) return false;
  for (const Asked& asked : Cut(asked_, offer.asked)) {
    if (ValueOf(asked.sum) < asked.least) return false;
  }
  return true;
}

// The step that is reached in the end may be any of those that are reached now.
void Ceilings::OpenUp(const OfferCeiling& offer) {
  for (const Lowering& lowering : Cut(lowerings_, offer.lowerings)) {
    Open open{&lowering, lowering.share, lowering.most, 0};
    if (lowering.steps.begin != lowering.steps.end) {
      open.share = 0;
      open.most = 0;
      for (const StepReached& step : Cut(steps_, lowering.steps)) {
        if (ValueOf(step.sum) < step.least) continue;
        open.share = std::max(open.share, step.share);
        open.most = std::max(open.most, step.most);
      }
      if (open.share == 0 || open.most == 0) continue;
    }
    open_.push_back(open);
  }
}

// What each can lose at most in the end, by the percentages that follow.
void Ceilings::WeighLosses() {
  for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
    const Lowering& lowering = *open->lowering;
    const absl::Span<const LinePart> parts = Cut(parts_, lowering.parts);
    open->kept = 0;
    for (const LinePart& part : parts) open->kept = std::max(open->kept, kept_[part.line]);
    // What is shared out falls on other lines where one is cheaper.
    const bool shared = open->most != kUnlimited && lowering.kind != Lowering::Kind::kBundles &&
                        lowering.kind != Lowering::Kind::kUnknown;
    for (const LinePart& part : parts) {
      int64_t& kept = kept_[part.line];
      if (shared) kept = open->kept;
      if (shared || lowering.kind != Lowering::Kind::kShare) continue;
      // A part's share that is rounded up is at most 2 too much.
      const int64_t keep = kAll - PartOfAll(open->share, part.units) + 2;
      kept = std::min(kept, PartOfAll(kept, std::clamp<int64_t>(keep, 0, kAll)));
    }
  }
}

Worth Ceilings::FloorOf(uint32_t line) const {
  return Worth{run_.state.lines()[line].floor.value()} * kUnit;
}

Worth Ceilings::NowOf(uint32_t line) const {
  return Worth{run_.state.lines()[line].net.value()} * kUnit;
}

Worth Ceilings::OffPart(const Open& open, const LinePart& part, Worth price) const {
  const Worth base = part.units == kAll ? price : PartOf(price, part.units);
  Worth off = 0;
  switch (open.lowering->kind) {
    case Lowering::Kind::kShare: off = PartOf(base, open.share); break;
    case Lowering::Kind::kAmount: off = std::min(base, Worth{part.amount.value()} * kUnit); break;
    case Lowering::Kind::kPrice: off = base - Worth{part.amount.value()} * kUnit; break;
    default: return 0;
  }
  return std::clamp<Worth>(off, 0, std::max<Worth>(price - FloorOf(part.line), 0));
}

Worth Ceilings::TakenNow(const Lowering& lowering) const {
  const Open open{&lowering, lowering.share, kUnlimited, kAll};
  Worth sum = 0;
  for (const LinePart& part : Cut(parts_, lowering.parts)) {
    sum += OffPart(open, part, NowOf(part.line));
  }
  return sum / kUnit + 1;
}

void Ceilings::Lose(Worth lost, const Open& open) {
  lost_now_ += lost;
  lost_ += PartOf(lost, open.kept);
}

void Ceilings::Lower(const Open& open) {
  switch (open.lowering->kind) {
    case Lowering::Kind::kUnknown: return Lose(open.most * kUnit, open);
    case Lowering::Kind::kBundles: return LowerBundles(open);
    default: break;
  }
  if (open.most != kUnlimited) return LowerTo(open);
  for (const LinePart& part : Cut(parts_, open.lowering->parts)) {
    Worth& least = least_[part.line];
    least -= OffPart(open, part, least);
  }
  Lose(open.lowering->lost, open);
}

// Each part that is taken, in proportion.
void Ceilings::LowerTo(const Open& open) {
  const absl::Span<const LinePart> parts = Cut(parts_, open.lowering->parts);
  off_.clear();
  Worth off = 0;
  Worth prices = 0;
  for (const LinePart& part : parts) {
    off_.push_back(OffPart(open, part, least_[part.line]));
    off += off_.back();
    prices += least_[part.line];
  }
  const Worth most = open.most * kUnit;
  int64_t share = kAll;
  // What is rounded up is not what is shared out.
  const Worth surely = off - static_cast<Worth>(2 * parts.size()) - (prices >> (kShift - 2));
  if (surely > most) share = static_cast<int64_t>((most * kAll + surely - 1) / surely);
  for (size_t k = 0; k < parts.size(); ++k) least_[parts[k].line] -= PartOf(off_[k], share);
  Lose(open.lowering->lost, open);
}

// Those that may be made, into bundles_; returns the most that they take together. The first ones are
// made of which the goods cost more than the price.
Worth Ceilings::OpenBundles(const Open& open) {
  const Lowering& lowering = *open.lowering;
  bundles_.clear();
  for (const LinePart& part : Cut(parts_, lowering.parts)) {
    if (part.bundle >= bundles_.size()) bundles_.resize(part.bundle + 1);
    Bundle& bundle = bundles_[part.bundle];
    bundle.most += PartOf(NowOf(part.line), part.units) + kUnit;
    bundle.least += std::max<Worth>(PartOf(least_[part.line], part.units) - kUnit - 1, 0);
  }
  const Worth price = Worth{lowering.price.value()} * kUnit;
  int64_t sure = 0;
  Worth sum = 0;
  Worth largest = 0;
  int64_t may = 0;
  for (Bundle& bundle : bundles_) {
    if (sure >= lowering.bundles) break;
    bundle.open = bundle.most > price;
    if (!bundle.open) continue;
    ++may;
    sum += bundle.most - price;
    largest = std::max(largest, bundle.most - price);
    if (bundle.least - lost_now_ > price) ++sure;
  }
  return may > lowering.bundles ? std::min(sum, largest * lowering.bundles) : sum;
}

// Either each line keeps its least part of the price, or all that is taken is lost on any line.
void Ceilings::LowerBundles(const Open& open) {
  const Lowering& lowering = *open.lowering;
  const absl::Span<const LinePart> parts = Cut(parts_, lowering.parts);
  const Worth all = std::min(OpenBundles(open), open.most * kUnit);
  const Worth price = Worth{lowering.price.value()} * kUnit;
  off_.clear();
  for (const LinePart& part : parts) {
    const Bundle& bundle = bundles_[part.bundle];
    const Worth here = PartOf(least_[part.line], part.units);
    const Worth others = std::max<Worth>(bundle.most - PartOf(NowOf(part.line), part.units), 0);
    const bool lowered = bundle.open && here + others > price;
    off_.push_back(lowered ? here - here * price / (here + others) + 1 : 0);
  }
  if (all <= std::accumulate(off_.begin(), off_.end(), Worth{0})) {
    return Lose(all + lowering.lost, open);
  }
  for (size_t k = 0; k < parts.size(); ++k) least_[parts[k].line] -= off_[k];
  Lose(lowering.lost, open);
}

Worth Ceilings::MostOf(absl::Span<const uint32_t> offers, absl::Span<const char> allowed,
                       absl::Span<const uint32_t> lines, int64_t* work) {
  ++stamp_;
  const std::vector<LineState>& states = run_.state.lines();
  least_.resize(states.size());
  kept_.resize(states.size());
  for (uint32_t i : lines) {
    least_[i] = NowOf(i);
    kept_[i] = kAll;
  }
  open_.clear();
  Worth gifts = 0;
  for (size_t k = 0; k < offers.size(); ++k) {
    const OfferCeiling& offer = offers_[offers[k]];
    if (allowed[k] == 0 || !CanApply(offer)) continue;
    gifts += offer.gifts;
    OpenUp(offer);
  }
  WeighLosses();
  lost_ = lost_now_ = 0;
  for (const Open& open : open_) {
    *work += 1 + (open.lowering->parts.end - open.lowering->parts.begin);
    Lower(open);
  }
  Worth taken = lost_;
  Worth room = 0;
  for (uint32_t i : lines) {
    const Worth net = NowOf(i);
    const Worth floor = std::min(FloorOf(i), net);
    taken += net - std::max(least_[i], floor);
    room += net - floor;
  }
  *work += static_cast<int64_t>(lines.size());
  const Worth money = std::min(taken, room) / kUnit;
  return std::min<Worth>(money, run_.state.standing().room.value()) + gifts;
}

}  // namespace tessera::engine
