#include "tessera/ledger/postings.h"

namespace tessera::ledger {
namespace {

constexpr Points Postings::*kAccounts[] = {
    &Postings::issued,   &Postings::member, &Postings::spent, &Postings::expired,
    &Postings::adjusted, &Postings::debt,   &Postings::lost,  &Postings::transferred};

constexpr Points kNone{};

// What an entry of a kind looks like, and where its points come from or go to.
struct Shape {
  bool fits;
  Points Postings::*opposite;  // nullptr for none
};

Shape ShapeOf(const Entry& entry) {
  const Points points = entry.points;
  const Points overdraft = entry.overdraft;
  switch (entry.kind) {
    case EntryKind::kEarn:
      return {points > kNone && overdraft == kNone, &Postings::issued};
    case EntryKind::kSpend:
      return {points < kNone && overdraft >= kNone, &Postings::spent};
    case EntryKind::kRevoke:
      return {points <= kNone && overdraft >= kNone, &Postings::issued};
    case EntryKind::kReturn:
      return {points > kNone && overdraft <= kNone, &Postings::spent};
    case EntryKind::kExpire:
      return {points < kNone && overdraft == kNone, &Postings::expired};
    case EntryKind::kAdjust:
      return {points != kNone && overdraft == kNone, &Postings::adjusted};
    case EntryKind::kSettle:
      return {points == kNone && overdraft <= kNone, nullptr};
    case EntryKind::kTransfer:
      return {true, &Postings::transferred};
  }
  return {false, nullptr};
}

bool OtherPartsFit(const Entry& entry) {
  const bool lost = entry.kind == EntryKind::kRevoke ? entry.lost >= kNone : entry.lost == kNone;
  const bool other = entry.other.has_value() == (entry.kind == EntryKind::kTransfer);
  return lost && (other || entry.encoding == 1);
}

std::optional<Points> Negative(Points points) {
  const std::optional<int64_t> negative = CheckedSubtract(0, points.value());
  if (!negative) return std::nullopt;
  return Points(*negative);
}

}  // namespace

std::optional<Postings> PostingsOf(const Entry& entry) {
  const Shape shape = ShapeOf(entry);
  if (!shape.fits || !OtherPartsFit(entry)) return std::nullopt;
  const auto held = CheckedAdd(entry.points.value(), entry.overdraft.value());
  const auto from = Negative(entry.points);
  const auto debt = Negative(entry.overdraft);
  const auto lost = Negative(entry.lost);
  if (!held || !from || !debt || !lost) return std::nullopt;
  Postings postings;
  postings.member = Points(*held);
  postings.debt = *debt;
  postings.lost = *lost;
  if (shape.opposite != nullptr) postings.*shape.opposite = *from;
  Postings written_off;
  written_off.issued = entry.lost;
  if (!Add(written_off, postings)) return std::nullopt;
  return postings;
}

bool Add(const Postings& more, Postings& totals) {
  for (Points Postings::*account : kAccounts) {
    const auto sum = CheckedAdd((totals.*account).value(), (more.*account).value());
    if (!sum) return false;
    totals.*account = Points(*sum);
  }
  return true;
}

bool IsBalanced(const Postings& postings) {
  // Eight 64-bit numbers always fit.
  __extension__ __int128 sum = 0;
  for (Points Postings::*account : kAccounts) sum += (postings.*account).value();
  return sum == 0;
}

}  // namespace tessera::ledger
