#include "tessera/ledger/postings.h"

#include <boost/test/unit_test.hpp>

#include <limits>

#include "absl/strings/escaping.h"

namespace tessera::ledger {
namespace {

constexpr Points kLeast(std::numeric_limits<int64_t>::min());
constexpr Points kMost(std::numeric_limits<int64_t>::max());

Entry Moved(EntryKind kind, int64_t points, int64_t overdraft = 0, int64_t lost = 0) {
  Entry entry;
  entry.kind = kind;
  entry.points = Points(points);
  entry.overdraft = Points(overdraft);
  entry.lost = Points(lost);
  entry.encoding = 2;
  if (kind == EntryKind::kTransfer) entry.other.emplace();
  return entry;
}

Postings Of(const Entry& entry) {
  const auto postings = PostingsOf(entry);
  BOOST_REQUIRE(postings.has_value());
  BOOST_TEST(IsBalanced(*postings));
  return *postings;
}

BOOST_AUTO_TEST_CASE(every_kind_moves_points_between_lots_and_its_own_account) {
  BOOST_TEST(Of(Moved(EntryKind::kEarn, 5)).issued.value() == -5);
  BOOST_TEST(Of(Moved(EntryKind::kEarn, 5)).member.value() == 5);
  BOOST_TEST(Of(Moved(EntryKind::kRevoke, -5)).issued.value() == 5);
  BOOST_TEST(Of(Moved(EntryKind::kSpend, -5)).spent.value() == 5);
  BOOST_TEST(Of(Moved(EntryKind::kReturn, 5)).spent.value() == -5);
  BOOST_TEST(Of(Moved(EntryKind::kExpire, -5)).expired.value() == 5);
  BOOST_TEST(Of(Moved(EntryKind::kAdjust, 5)).adjusted.value() == -5);
  BOOST_TEST(Of(Moved(EntryKind::kTransfer, 5)).transferred.value() == -5);
}

BOOST_AUTO_TEST_CASE(what_lots_did_not_have_becomes_debt) {
  const Postings spent = Of(Moved(EntryKind::kSpend, -30, 20));
  BOOST_TEST(spent.member.value() == -10);
  BOOST_TEST(spent.debt.value() == -20);
  BOOST_TEST(spent.spent.value() == 30);
  const Postings settled = Of(Moved(EntryKind::kSettle, 0, -20));
  BOOST_TEST(settled.member.value() == -20);
  BOOST_TEST(settled.debt.value() == 20);
}

BOOST_AUTO_TEST_CASE(what_is_written_off_is_revoked_from_what_was_issued) {
  const Postings revoked = Of(Moved(EntryKind::kRevoke, -3, 0, 7));
  BOOST_TEST(revoked.issued.value() == 10);
  BOOST_TEST(revoked.lost.value() == -7);
  BOOST_TEST(revoked.member.value() == -3);
}

BOOST_AUTO_TEST_CASE(what_no_account_books_has_no_postings) {
  const Entry wrong[] = {
      Moved(EntryKind::kEarn, -1),       Moved(EntryKind::kEarn, 1, 1),
      Moved(EntryKind::kEarn, 1, 0, 1),  Moved(EntryKind::kSpend, 1),
      Moved(EntryKind::kSpend, -1, -1),  Moved(EntryKind::kRevoke, 1),
      Moved(EntryKind::kRevoke, -1, -1), Moved(EntryKind::kRevoke, -1, 0, -1),
      Moved(EntryKind::kReturn, -1),     Moved(EntryKind::kReturn, 1, 1),
      Moved(EntryKind::kExpire, 1),      Moved(EntryKind::kExpire, -1, 1),
      Moved(EntryKind::kAdjust, 0),      Moved(EntryKind::kAdjust, 1, 1),
      Moved(EntryKind::kSettle, 1, -1),  Moved(EntryKind::kSettle, 0, 1),
      Moved(static_cast<EntryKind>(99), 1)};
  for (const Entry& entry : wrong) {
    BOOST_TEST_CONTEXT(static_cast<int>(entry.kind) << " " << entry.points.value()) {
      BOOST_TEST(!PostingsOf(entry).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(only_transfers_name_another_account) {
  Entry nameless = Moved(EntryKind::kTransfer, 5);
  nameless.other.reset();
  BOOST_TEST(!PostingsOf(nameless).has_value());
  nameless.encoding = 1;
  BOOST_TEST(PostingsOf(nameless).has_value());
  Entry earned = Moved(EntryKind::kEarn, 5);
  earned.other.emplace();
  BOOST_TEST(!PostingsOf(earned).has_value());
}

BOOST_AUTO_TEST_CASE(amounts_that_would_not_fit_have_no_postings) {
  BOOST_TEST(!PostingsOf(Moved(EntryKind::kSpend, kLeast.value())).has_value());
  BOOST_TEST(!PostingsOf(Moved(EntryKind::kTransfer, 1, kLeast.value())).has_value());
  BOOST_TEST(!PostingsOf(Moved(EntryKind::kTransfer, -1, kLeast.value())).has_value());
  BOOST_TEST(!PostingsOf(Moved(EntryKind::kRevoke, -2, 0, kMost.value())).has_value());
}

BOOST_AUTO_TEST_CASE(totals_that_would_not_fit_are_told) {
  Postings totals;
  Postings most;
  most.spent = kMost;
  BOOST_TEST(Add(most, totals));
  BOOST_TEST(!Add(most, totals));
}

Entry Sample() {
  Entry entry;
  entry.entry_no = 3;
  entry.kind = EntryKind::kRevoke;
  entry.points = Points(-5);
  entry.booked_at = Instant{1'700'000'000'000'000};
  entry.sale_id.emplace().bytes.fill(1);
  entry.refund_id.emplace().bytes.fill(2);
  entry.balance = Points(7);
  entry.comment = "a word";
  return entry;
}

std::string HashOf(const Entry& entry) {
  MemberId member;
  member.bytes.fill(9);
  return absl::BytesToHexString(DigestBytes(ChainHash(Digest{}, member, entry)));
}

BOOST_AUTO_TEST_CASE(entries_of_the_first_encoding_hash_as_ever) {
  Entry entry = Sample();
  entry.encoding = 1;
  const std::string hash = HashOf(entry);
  BOOST_TEST(hash == "8d313cbe5ecb0b7ca34deac87f5d8cf7d905ff97a14ca4a2b186f1f0e048016f");
  entry.overdraft = Points(4);
  BOOST_TEST(HashOf(entry) == hash);
}

BOOST_AUTO_TEST_CASE(every_field_shows_in_the_hash_of_the_second_encoding) {
  Entry entry = Sample();
  entry.encoding = 2;
  const std::string hash = HashOf(entry);
  BOOST_TEST(hash == "4595060f7ada391906fbf8eae61b02c17d823f8505a7c6e4d6637c38cf8505a8");
  const auto changed = [&](auto change) {
    Entry other = entry;
    change(other);
    return HashOf(other) != hash;
  };
  BOOST_TEST(changed([](Entry& e) { e.entry_no = 4; }));
  BOOST_TEST(changed([](Entry& e) { e.kind = EntryKind::kEarn; }));
  BOOST_TEST(changed([](Entry& e) { e.points = Points(5); }));
  BOOST_TEST(changed([](Entry& e) { e.booked_at.us = 1; }));
  BOOST_TEST(changed([](Entry& e) { e.sale_id.reset(); }));
  BOOST_TEST(changed([](Entry& e) { e.refund_id.reset(); }));
  BOOST_TEST(changed([](Entry& e) { e.balance = Points(8); }));
  BOOST_TEST(changed([](Entry& e) { e.comment = "another"; }));
  BOOST_TEST(changed([](Entry& e) { e.overdraft = Points(1); }));
  BOOST_TEST(changed([](Entry& e) { e.lost = Points(1); }));
  BOOST_TEST(changed([](Entry& e) { e.other = MemberId{}; }));
  BOOST_TEST(changed([](Entry& e) { e.member = MemberId{}; }));
}

}  // namespace
}  // namespace tessera::ledger
