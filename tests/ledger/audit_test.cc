#include "tessera/ledger/audit.h"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <limits>

#include "sample.h"

namespace tessera::ledger {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// A sound account with a bit of everything, to be broken.
struct Books {
  Books() {
    Account account = Empty();
    BOOST_REQUIRE(account.Spend(Points(5), Overdraft::kAllow, Of(Sale(1), 1)).ok());
    BOOST_REQUIRE(account.Earn(Points(20), ForEver(), Of(Sale(2), 2)).ok());
    BOOST_REQUIRE(account.Earn(Points(10), Life(100, 900), Of(Sale(3), 3)).ok());
    BOOST_REQUIRE(account.Reserve(Sale(4), Points(7), Instant{200}, Instant{4}).ok());
    state = account.state();
    entries = account.new_entries();
  }

  // Hashes as one would who forges entries and knows how.
  void Rehash() {
    state.last_hash = Digest{};
    for (Entry& entry : entries) {
      entry.hash = ChainHash(state.last_hash, state.member_id, entry);
      state.last_hash = entry.hash;
    }
  }

  std::vector<Fault> Faults() const {
    Audit audit(state.member_id);
    for (const Entry& entry : entries) audit.Read(entry);
    return audit.Finish(state, Instant{4});
  }

  AccountState state;
  std::vector<Entry> entries;
};

// "CODE entry" of each fault.
std::vector<std::string> Codes(const std::vector<Fault>& faults) {
  std::vector<std::string> codes;
  for (const Fault& fault : faults) {
    codes.push_back(fault.code + std::string(" ") + std::to_string(fault.entry_no));
  }
  return codes;
}

void Expect(const std::vector<std::string>& wanted, const std::function<void(Books&)>& damage) {
  Books books;
  damage(books);
  const std::vector<std::string> found = Codes(books.Faults());
  BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sound_books_have_no_faults_and_totals_that_sum_to_zero) {
  Books books;
  Audit audit(books.state.member_id);
  for (const Entry& entry : books.entries) audit.Read(entry);
  BOOST_TEST(audit.Finish(books.state, Instant{4}).empty());
  BOOST_TEST(audit.entries() == 4);
  BOOST_TEST(IsBalanced(audit.totals()));
  BOOST_TEST(audit.totals().issued.value() == -30);
  BOOST_TEST(audit.totals().member.value() == 25);
  BOOST_TEST(audit.totals().spent.value() == 5);
  BOOST_TEST(audit.totals().debt.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_changed_entry_shows_where_it_stands) {
  Expect({"CHAIN 2"}, [](Books& books) { books.entries[1].comment = "forged"; });
  Expect({"CHAIN 2"}, [](Books& books) { books.entries[1].booked_at.us = 7; });
}

BOOST_AUTO_TEST_CASE(a_missing_entry_shows_and_so_does_a_missing_end) {
  Expect({"CHAIN 2"}, [](Books& books) {
    // The SETTLE entry leaves the balance, but not the overdraft.
    books.entries.erase(books.entries.begin() + 2);
    books.entries.erase(books.entries.begin() + 1);
    books.state.balance = Points(5);
    books.state.overdraft = Points(5);
    books.state.lots.erase(books.state.lots.begin());
    books.state.holds.clear();
  });
  Expect({"CHAIN 3"}, [](Books& books) {
    books.entries.pop_back();
    books.state.balance -= Points(10);
    books.state.lots.pop_back();
  });
}

BOOST_AUTO_TEST_CASE(a_forged_balance_of_an_entry_shows) {
  Expect({"BALANCE 2"}, [](Books& books) {
    books.entries[1].balance = Points(16);
    books.Rehash();
  });
}

BOOST_AUTO_TEST_CASE(a_forged_balance_of_the_account_shows) {
  Expect({"BALANCE 0"}, [](Books& books) {
    books.state.balance += Points(1);
    books.state.lots[1].remaining += Points(1);
    books.state.lots[1].earned += Points(1);
  });
}

BOOST_AUTO_TEST_CASE(an_entry_that_moves_points_as_no_rule_does_shows) {
  Expect({"POSTINGS 4"}, [](Books& books) {
    books.entries[3].kind = EntryKind::kExpire;
    books.Rehash();
  });
}

BOOST_AUTO_TEST_CASE(an_overdraft_that_entries_do_not_make_shows) {
  // Lots and balance agree with it.
  Expect({"OVERDRAFT 0"}, [](Books& books) {
    for (Entry& entry : books.entries) entry.encoding = 2;
    books.Rehash();
    books.state.overdraft = Points(1);
    books.state.lots[1].remaining += Points(1);
    books.state.lots[1].earned += Points(1);
  });
}

BOOST_AUTO_TEST_CASE(paying_off_more_than_was_owed_shows) {
  Expect({"OVERDRAFT 3"}, [](Books& books) {
    for (Entry& entry : books.entries) entry.encoding = 2;
    books.entries[2].overdraft = Points(-6);
    books.Rehash();
  });
}

BOOST_AUTO_TEST_CASE(entries_of_the_first_encoding_leave_the_overdraft_to_the_account) {
  Account account = Empty();
  BOOST_REQUIRE(account.Spend(Points(5), Overdraft::kAllow, Of(Sale(1), 1)).ok());
  Books books;
  books.state = account.state();
  books.entries = account.new_entries();
  books.entries[0].encoding = 1;
  books.entries[0].overdraft = Points();
  books.Rehash();
  Audit audit(books.state.member_id);
  for (const Entry& entry : books.entries) audit.Read(entry);
  BOOST_TEST(audit.Finish(books.state, Instant{4}).empty());
  BOOST_TEST(audit.totals().member.value() == 0);
  BOOST_TEST(audit.totals().debt.value() == -5);
  BOOST_TEST(IsBalanced(audit.totals()));
}

BOOST_AUTO_TEST_CASE(no_entry_goes_back_to_the_first_encoding) {
  for (const int encoding : {0, 1}) {
    Expect({"CHAIN 4"}, [=](Books& books) {
      for (Entry& entry : books.entries) entry.encoding = 2;
      books.entries[3].encoding = encoding;
      books.Rehash();
    });
  }
}

BOOST_AUTO_TEST_CASE(lots_that_do_not_make_the_balance_show) {
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots[1].remaining -= Points(1); });
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots.pop_back(); });
}

BOOST_AUTO_TEST_CASE(a_lot_that_cannot_be_shows) {
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots[1].earned -= Points(1); });
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots[1].expired = Points(1); });
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots[1].expired = Points(-1); });
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots[1].expired = Points(kMost); });
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots[1].remaining = Points(-1); });
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots[1].lot_no = 9; });
  Expect({"LOTS 0"}, [](Books& books) { books.state.lots[1].lot_no = 1; });
  Expect({"LOTS 0"}, [](Books& books) {
    books.state.lots[1].remaining = books.state.lots[1].earned = Points(kMost);
  });
}

BOOST_AUTO_TEST_CASE(holds_beyond_what_is_there_show) {
  Expect({"HOLD 0"}, [](Books& books) { books.state.holds[0].points = Points(16); });
  Expect({"HOLD 0"}, [](Books& books) { books.state.holds[0].points = Points(-1); });
  Expect({"HOLD 0"}, [](Books& books) {
    books.state.holds.push_back(books.state.holds[0]);
    books.state.holds[0].points = Points(kMost);
  });
  Expect({}, [](Books& books) {
    books.state.holds[0].points = Points(16);
    books.state.holds[0].expires_at = Instant{4};
  });
}

BOOST_AUTO_TEST_CASE(figures_that_do_not_fit_are_told_and_not_computed) {
  const auto least = std::numeric_limits<int64_t>::min();
  for (const int64_t value : {least, kMost}) {
    Books books;
    for (Entry& entry : books.entries) entry.points = entry.overdraft = Points(value);
    books.Rehash();
    books.state.overdraft = Points(value);
    BOOST_TEST(books.Faults().size() >= 3u);
  }
}

struct Card {
  Card() {
    Tender tender{TenderState{}};
    BOOST_REQUIRE(tender.Activate(Money(5'000), std::nullopt, 1, Of(Sale(1), 1)).ok());
    BOOST_REQUIRE(tender.Pay(Money(1'000), Overdraft::kRefuse, Of(Sale(2), 2)).ok());
    BOOST_REQUIRE(tender.Pay(Money(2'000), Overdraft::kRefuse, Of(Sale(3), 3)).ok());
    state = tender.state();
    entries = tender.new_entries();
  }

  std::vector<std::string> Faults() const {
    TenderAudit audit(state.key);
    for (const TenderEntry& entry : entries) audit.Read(entry);
    return Codes(audit.Finish(state));
  }

  TenderState state;
  std::vector<TenderEntry> entries;
};

BOOST_AUTO_TEST_CASE(the_chain_of_a_card_is_checked_like_that_of_points) {
  BOOST_TEST(Card().Faults().empty());
  const auto expect = [](const std::string& code, const std::function<void(Card&)>& damage) {
    Card card;
    damage(card);
    BOOST_TEST(card.Faults() == std::vector<std::string>{code}, boost::test_tools::per_element());
  };
  expect("CHAIN 2", [](Card& card) { card.entries[1].comment = "forged"; });
  expect("CHAIN 2", [](Card& card) { card.entries[1].amount = Money(-1); card.state.balance = Money(2'999); });
  expect("CHAIN 3", [](Card& card) { card.state.last_entry_no = 4; });
  expect("CHAIN 3", [](Card& card) { card.state.last_hash = Digest{}; });
  expect("BALANCE 0", [](Card& card) { card.state.balance = Money(9); });
}

}  // namespace
}  // namespace tessera::ledger
