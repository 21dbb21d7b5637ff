#include "ceiling.h"

#include <algorithm>

namespace tessera::engine {
namespace {

// Beyond this an amount counts as all there is.
constexpr int64_t kMostMinus = int64_t{1} << 60;

int64_t PartOf(int64_t value, int64_t keep) {
  return static_cast<int64_t>(static_cast<Worth>(value) * keep / Ceilings::kAll);
}

int64_t WholeUnits(int64_t parts) { return (parts + Ceilings::kUnit - 1) / Ceilings::kUnit; }

}  // namespace

std::vector<uint32_t> Ceilings::AskedBy(uint32_t offer) const {
  std::vector<uint32_t> lines;
  for (const Asked& asked : Cut(asked_, offers_[offer].asked)) {
    const auto more = run_.state.LinesOf(sums_[asked.sum].set);
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

uint32_t Ceilings::SumOf(uint32_t set) {
  for (uint32_t i = 0; i < sums_.size(); ++i) {
    if (sums_[i].set == set) return i;
  }
  sums_.push_back({set, 0, Money()});
  return static_cast<uint32_t>(sums_.size() - 1);
}

int64_t Ceilings::RoundedUp(int64_t keep) const { return std::min(keep + lost_, kAll); }

// Prices only fall, and points are only spent: what lacks something now will lack it later.
bool Ceilings::CanApply(const OfferCeiling& offer) {
  if (offer.group != kUnnumbered && run_.group_taken[offer.group] != 0) return false;
  if (offer.least_points > std::max(run_.state.standing().points, Points())) return false;
  for (const Asked& asked : Cut(asked_, offer.asked)) {
    Sum& sum = sums_[asked.sum];
    if (sum.stamp != stamp_) {
      sum.stamp = stamp_;
      sum.value = run_.state.NetOf(run_.state.LinesOf(sum.set));
    }
    if (sum.value < asked.least) return false;
  }
  return true;
}

// What comes off lines together, and what rounding and spreading may move to where it is kept best.
Worth Ceilings::Spreading(const OfferCeiling& offer) const {
  if (offer.together == 0 && offer.sums == 0 && offer.uneven == 0) return 0;
  int64_t most = 0;
  int64_t least = kAll;
  for (uint32_t i : Cut(lines_, offer.touched)) {
    const Left& left = left_[i];
    const bool even = offer.alone && left.minus == 0 && left.most == kUnlimited && !left.grouped &&
                      run_.state.lines()[i].floor.is_zero();
    most = std::max(most, left.keep);
    least = even ? std::min(least, left.keep) : 0;
  }
  most = RoundedUp(most);
  const Worth parts = offer.together * most + Worth{offer.sums} * kUnit * most +
                      Worth{offer.uneven} * kUnit * (most - least);
  return parts / kAll + 1;
}

// Puts the take before all that is folded already.
void Ceilings::Fold(const LineTake& take) {
  Left& left = left_[take.line];
  if (take.price_to != kUnlimited) {
    left.most = std::min(left.most, PartOf(take.price_to, left.keep) - WholeUnits(left.minus));
  }
  if (take.minus != 0) {
    const Worth minus = Worth{take.minus} * RoundedUp(left.keep) / kAll + 1 + left.minus;
    if (minus > kMostMinus) {
      left.keep = 0;
      left.minus = 0;
    } else {
      left.minus = static_cast<int64_t>(minus);
    }
  }
  left.keep = left.keep * take.keep / kAll;
  lost_ += 2;
}

// What one of a group's offers adds to all that is folded.
Worth Ceilings::BesideOthers(const OfferCeiling& offer) const {
  Worth most = 0;
  for (const LineTake& take : Cut(takes_, offer.takes)) {
    const int64_t net = run_.state.lines()[take.line].net.value();
    Worth off = Worth{net} * (kAll - take.keep);
    if (take.price_to < net) off = std::max(off, Worth{net - take.price_to} * kAll);
    off = off / kAll + 1;
    most += off * kUnit * RoundedUp(left_[take.line].keep) / kAll + take.minus + 1;
  }
  return most;
}

Worth Ceilings::OfGroups() {
  Worth most = 0;
  group_most_.resize(run_.group_taken.size(), 0);
  for (Grouped& grouped : grouped_) {
    const OfferCeiling& offer = offers_[grouped.offer];
    grouped.most += BesideOthers(offer);
    Worth& best = group_most_[offer.group];
    if (grouped.most > best) {
      most += grouped.most - best;
      best = grouped.most;
    }
  }
  for (const Grouped& grouped : grouped_) group_most_[offers_[grouped.offer].group] = 0;
  return most;
}

Worth Ceilings::MostOf(absl::Span<const uint32_t> offers, absl::Span<const uint32_t> lines,
                       int64_t* work) {
  ++stamp_;
  left_.resize(run_.state.lines().size());
  for (uint32_t i : lines) left_[i] = {kAll, 0, kUnlimited, false};
  grouped_.clear();
  lost_ = 2;
  Worth parts = 0;  // kUnit to the minor unit
  Worth gifts = 0;
  bool gifts_in_groups = false;
  for (size_t k = offers.size(); k-- > 0;) {
    const OfferCeiling& offer = offers_[offers[k]];
    if (!CanApply(offer)) continue;
    *work += 1 + (offer.takes.end - offer.takes.begin);
    const Worth spread = Spreading(offer);
    if (offer.group != kUnnumbered) {
      grouped_.push_back({offers[k], spread + offer.gifts * kUnit});
      gifts_in_groups = gifts_in_groups || offer.gifts != 0;
      for (const LineTake& take : Cut(takes_, offer.takes)) left_[take.line].grouped = true;
      continue;
    }
    parts += spread;
    gifts += offer.gifts;
    const absl::Span<const LineTake> takes = Cut(takes_, offer.takes);
    for (auto take = takes.rbegin(); take != takes.rend(); ++take) Fold(*take);
  }
  parts += OfGroups();
  for (uint32_t i : lines) {
    const LineState& line = run_.state.lines()[i];
    const Left& left = left_[i];
    const int64_t kept = std::min(PartOf(line.net.value(), left.keep) - WholeUnits(left.minus),
                                  left.most);
    parts += Worth{line.net.value() - std::max(kept, line.floor.value())} * kUnit;
  }
  *work += static_cast<int64_t>(lines.size());
  Worth money = parts / kUnit + 1;
  if (!gifts_in_groups) money = std::min<Worth>(money, run_.state.standing().room.value());
  return money + gifts;
}

}  // namespace tessera::engine
