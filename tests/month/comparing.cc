// What the service says, and what the books say.
#include <algorithm>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "month.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/members/list_entries.h"

namespace tessera::month {
namespace {

using operations::kHq;

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) throw std::runtime_error(result.status().ToString());
  return *std::move(result);
}

}  // namespace

void Month::EndDay() {
  for (const jobs::Kind kind : jobs::kKinds) Must(jobs_->Run(kind, {}));
  // Whatever ended or was reached by itself shows in anybody; all are looked at once a week.
  if (day_ % 7 == 0) return CompareAll();
  for (const std::string& member : touched_) CompareMember(member);
  touched_.clear();
}

void Month::CompareAll() {
  for (auto& [member, books] : members_) CompareMember(member);
  for (auto& [member, books] : members_) CompareEntries(member);
  CompareChain();
  CompareOffers();
  CompareGiftCards();
  touched_.clear();
}

void Month::CompareMember(const std::string& member) {
  PlainMember& books = members_[member];
  books.account.Pass(now.us);
  const v1::Member said = Member(member);
  BOOST_TEST_CONTEXT("member " << member << " on day " << day_ - DayAt(kBegin)) {
    BOOST_TEST(said.balance_points() == books.account.balance());
    BOOST_TEST(said.pending_points() == books.account.pending());
    BOOST_TEST(said.held_points() == books.account.held());
    BOOST_TEST(said.expiring_points() == books.account.expiring());
    BOOST_TEST(said.expiring_at_us() == books.account.expiring_at());
    // Nobody looked yet at a member who never bought.
    if (!books.spend.empty()) BOOST_TEST(said.tier() == books.TierOn(day_));
    int64_t stamps = 0;
    for (const v1::StampBalance& card : said.stamps()) stamps += card.stamps();
    BOOST_TEST(stamps == books.stamps);
  }
  ++happened["members compared"];
}

// By kind.
void Month::CompareEntries(const std::string& member) {
  std::map<v1::EntryKind, int64_t> points;
  int64_t sum = 0;
  int64_t overdraft = 0;
  Sums sums;
  v1::ListEntriesRequest request;
  request.mutable_member()->set_member_id(member);
  request.set_page_size(1'000);
  do {
    const auto page = Must(Read(operations::ListEntries, kHq, request));
    for (const v1::Entry& entry : page.entries()) {
      sum += entry.points();
      overdraft += entry.overdraft_points();
      sums.lost += entry.lost_points();
      points[entry.kind()] += entry.points();
      BOOST_TEST(entry.balance_points() == sum);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  const PlainAccount& books = members_[member].account;
  BOOST_TEST_CONTEXT("entries of " << member) {
    BOOST_TEST(sum == books.everything());
    BOOST_TEST(overdraft == books.overdraft);
    BOOST_TEST(sums.lost == books.sums.lost);
    BOOST_TEST(points[v1::ENTRY_KIND_EARN] + points[v1::ENTRY_KIND_REVOKE] - sums.lost ==
               books.sums.earned);
    BOOST_TEST(-points[v1::ENTRY_KIND_SPEND] - points[v1::ENTRY_KIND_RETURN] == books.sums.spent);
    BOOST_TEST(-points[v1::ENTRY_KIND_EXPIRE] == books.sums.expired);
    BOOST_TEST(points[v1::ENTRY_KIND_ADJUST] == books.sums.adjusted);
  }
}

void Month::CompareChain() {
  int64_t liability = 0, in_lots = 0, debt = 0;
  Sums all;
  for (auto& [member, books] : members_) {
    const PlainAccount& account = books.account;
    liability += std::max<int64_t>(account.everything(), 0);
    in_lots += account.active() + account.pending();
    debt += account.overdraft;
    all.earned += account.sums.earned;
    all.spent += account.sums.spent;
    all.expired += account.sums.expired;
    all.adjusted += account.sums.adjusted;
    all.lost += account.sums.lost;
  }
  const v1::VerifyLedgerResponse said = Verify();
  for (const v1::LedgerFault& fault : said.faults()) BOOST_TEST_ERROR(fault.ShortDebugString());
  BOOST_TEST(said.members() == static_cast<int64_t>(members_.size()));
  BOOST_TEST(said.sales() == static_cast<int64_t>(sold_.size()));
  BOOST_TEST(said.liability_points() == liability);
  BOOST_TEST(said.totals().issued_points() == -all.earned);
  BOOST_TEST(said.totals().member_points() == in_lots);
  BOOST_TEST(said.totals().spent_points() == all.spent);
  BOOST_TEST(said.totals().expired_points() == all.expired);
  BOOST_TEST(said.totals().adjusted_points() == -all.adjusted);
  BOOST_TEST(said.totals().debt_points() == -debt);
  BOOST_TEST(said.totals().lost_points() == -all.lost);
  BOOST_TEST(said.totals().transferred_points() == 0);
  happened["entries"] = said.entries();
  happened["breakage"] = all.expired;
  happened["liability"] = liability;
}

void Month::CompareOffers() {
  for (const auto& [offer_id, used] : used_) {
    storage::OfferUse said;
    const absl::Status read = store().Read([&, id = offer_id](storage::ReadTransaction& transaction) {
      auto use = transaction.LoadOfferUse(id);
      if (use.ok()) said = *use;
      return use.status();
    });
    BOOST_TEST_REQUIRE(read.ok());
    BOOST_TEST_CONTEXT(offer_id) {
      BOOST_TEST(said.uses == used.uses);
      BOOST_TEST(said.spent.value() == used.spent);
      BOOST_TEST(said.spent_points.value() == used.points);
    }
  }
}

void Month::CompareGiftCards() {
  for (const auto& [code, balance] : gift_cards_) {
    const ledger::TenderKey key = operations::GiftCardKey(As(kHq), code);
    const absl::Status read =
        store().Read([&, wanted = balance](storage::ReadTransaction& transaction) {
          const auto card = transaction.FindTender(key);
          if (card.ok()) BOOST_TEST((*card)->balance.value() == wanted);
          return card.status();
        });
    BOOST_TEST_REQUIRE(read.ok());
  }
}

}  // namespace tessera::month
