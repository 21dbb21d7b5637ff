#include "tessera/tryout/try_out.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "tessera/base/number.h"

namespace tessera::tryout {
namespace {

int64_t Size(int64_t value) { return value < 0 ? -value : value; }

bool Differs(const Outcome& before, const Outcome& after) {
  return before.figures != after.figures || before.gifts != after.gifts;
}

bool Has(const Outcome& outcome, const std::string& offer_id) {
  return std::any_of(outcome.offers.begin(), outcome.offers.end(),
                     [&](const Gave& gave) { return gave.offer_id == offer_id; });
}

std::vector<std::string> OnlyIn(const Outcome& one, const Outcome& other) {
  std::vector<std::string> ids;
  for (const Gave& gave : one.offers) {
    if (!Has(other, gave.offer_id)) ids.push_back(gave.offer_id);
  }
  return ids;
}

Figures FiguresOf(const Gave& gave) {
  Figures figures;
  figures.receipts = 1;
  figures.discount = gave.discount;
  figures.earned = gave.points;
  figures.coupons = gave.coupons;
  figures.stamps = gave.stamps;
  return figures;
}

// With the segments that the program's own rules say, where they say others.
absl::Status RateAs(Rating& rating, std::optional<std::vector<std::string>>& segments,
                    uint32_t member, Receipt& receipt, Outcome* outcome,
                    bool* redemption_changed) {
  if (segments) receipt.view.segments.swap(*segments);
  const absl::Status rated = rating.Rate(member, receipt, outcome, redemption_changed);
  if (segments) receipt.view.segments.swap(*segments);
  return rated;
}

// Falling by size; of equals, the one that was sold first.
bool IsLarger(const ReceiptChange& one, const ReceiptChange& other) {
  const int64_t size = Size(one.worth.value());
  const int64_t other_size = Size(other.worth.value());
  return std::tie(other_size, one.at, one.sale_id) < std::tie(size, other.at, other.sale_id);
}

// The first `most` of those whose worth has this sign.
std::vector<MemberChange> Most(const std::vector<MemberChange>& members, bool winners,
                               size_t most) {
  std::vector<MemberChange> chosen;
  for (const MemberChange& member : members) {
    if (winners ? member.worth > Money() : member.worth < Money()) chosen.push_back(member);
  }
  const auto before = [](const MemberChange& one, const MemberChange& other) {
    const int64_t size = Size(one.worth.value());
    const int64_t other_size = Size(other.worth.value());
    return std::tie(other_size, one.member_id) < std::tie(size, other.member_id);
  };
  const size_t count = std::min(most, chosen.size());
  std::partial_sort(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(count),
                    chosen.end(), before);
  chosen.resize(count);
  return chosen;
}

}  // namespace

Money WorthOf(const engine::CompiledProgram& program, Points points) {
  const auto& redemption = program.source().redemption;
  if (!redemption || redemption->points <= Points()) return Money();
  const auto worth = MultiplyDivide(points.value(), redemption->value.value(),
                                    redemption->points.value(), Rounding::kHalfUp);
  return Money(worth.value_or(points.is_negative() ? -std::numeric_limits<int64_t>::max() / 4
                                                   : std::numeric_limits<int64_t>::max() / 4));
}

TryOut::TryOut(Program tried, Program against, size_t examples)
    : tried_(std::move(tried)), most_examples_(examples) {
  if (against != nullptr) against_.emplace(std::move(against));
  members_.emplace_back();
}

uint32_t TryOut::NumberOf(const std::optional<MemberId>& member_id) {
  if (!member_id) return 0;
  const auto next = static_cast<uint32_t>(members_.size());
  const auto [found, is_new] = numbers_.try_emplace(*member_id, next);
  if (is_new) members_.emplace_back().member_id = *member_id;
  return found->second;
}

TryOut::OfferTally& TryOut::TallyOf(const std::string& offer_id) {
  const auto [found, is_new] = offers_.try_emplace(offer_id);
  if (is_new) found->second.change.offer_id = offer_id;
  return found->second;
}

void TryOut::CountOffers(uint32_t member) {
  for (const Gave& gave : before_.offers) TallyOf(gave.offer_id).change.before += FiguresOf(gave);
  for (const Gave& gave : after_.offers) {
    OfferTally& tally = TallyOf(gave.offer_id);
    tally.change.after += FiguresOf(gave);
    if (member != 0) tally.members.insert(member);
  }
}

void TryOut::KeepExample(ReceiptChange example) {
  std::vector<ReceiptChange>& kept = report_.examples;  // a heap, the smallest on top
  if (kept.size() == most_examples_ && (kept.empty() || !IsLarger(example, kept.front()))) return;
  if (kept.size() == most_examples_) {
    std::pop_heap(kept.begin(), kept.end(), IsLarger);
    kept.pop_back();
  }
  kept.push_back(std::move(example));
  std::push_heap(kept.begin(), kept.end(), IsLarger);
}

void TryOut::CountChange(uint32_t member, const Receipt& receipt) {
  ++report_.receipts_changed;
  const Money discount = after_.figures.discount - before_.figures.discount;
  const Points earned = after_.figures.earned - before_.figures.earned;
  const Money worth = discount + WorthOf(tried_.program(), earned);
  if (member != 0) {
    MemberChange& change = members_[member];
    if (change.receipts++ == 0) ++report_.members_affected;
    change.discount += discount;
    change.earned += earned;
    change.worth += worth;
  }
  ReceiptChange example{receipt.sale_id, receipt.receipt_no, receipt.basket.store_id, receipt.at,
                        receipt.member_id, before_.figures, after_.figures, worth, {}, {}};
  example.gained = OnlyIn(after_, before_);
  example.lost = OnlyIn(before_, after_);
  KeepExample(std::move(example));
}

void TryOut::Rate(Receipt& receipt, std::optional<Instant> returned_at) {
  const uint32_t member = NumberOf(receipt.member_id);
  bool redemption_changed = false;
  bool ignored = false;
  const bool rated =
      RateAs(tried_, receipt.tried_segments, member, receipt, &after_, &redemption_changed).ok() &&
      (!against_ ||
       RateAs(*against_, receipt.against_segments, member, receipt, &before_, &ignored).ok());
  if (!rated) return Skip();
  if (!against_) before_ = std::move(receipt.booked);
  if (returned_at) {
    tried_.ReturnsAt(*returned_at);
    if (against_) against_->ReturnsAt(*returned_at);
  }
  ++report_.receipts;
  report_.before += before_.figures;
  report_.after += after_.figures;
  if (!receipt.has_situation) ++report_.without_situation;
  if (redemption_changed) ++report_.redemption_changed;
  CountOffers(member);
  if (Differs(before_, after_)) CountChange(member, receipt);
}

Report TryOut::Finish() {
  Report report = std::move(report_);
  std::sort_heap(report.examples.begin(), report.examples.end(), IsLarger);
  for (auto& [offer_id, tally] : offers_) {
    tally.change.members = static_cast<int64_t>(tally.members.size());
    report.offers.push_back(std::move(tally.change));
  }
  const auto cost = [this](const OfferChange& change) {
    return Size((change.after.discount - change.before.discount).value() +
                WorthOf(tried_.program(), change.after.earned - change.before.earned).value());
  };
  std::sort(report.offers.begin(), report.offers.end(),
            [&](const OfferChange& one, const OfferChange& other) {
              const int64_t size = cost(one);
              const int64_t other_size = cost(other);
              return std::tie(other_size, one.offer_id) < std::tie(size, other.offer_id);
            });
  members_.erase(members_.begin());
  report.winners = Most(members_, true, most_examples_);
  report.losers = Most(members_, false, most_examples_);
  return report;
}

}  // namespace tessera::tryout
