// Accounts: entries, lots, holds, and when they are due.
#include <boost/test/unit_test.hpp>

#include <vector>

#include "backends.h"
#include "sample.h"

namespace tessera::storage {
namespace {

BOOST_AUTO_TEST_CASE_TEMPLATE(an_account_comes_back_as_it_was_saved, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  const MemberId member_id = Number<MemberId>(1);
  const SaleId sale_id = Number<SaleId>(5);
  ledger::AccountState saved;
  Writing(*store, [&](Transaction& transaction) {
    ledger::Account account(*transaction.LoadAccount(member_id, {}));
    const ledger::Cause cause{Instant{10}, sale_id};
    const ledger::LotLife ends{Instant{5}, Instant{900}, 30, Instant{2'000}};
    BOOST_REQUIRE(account.Earn(Points(10), ends, cause).ok());
    BOOST_REQUIRE(account.Earn(Points(20), {Instant{500}, std::nullopt}, cause).ok());
    auto allocations = account.Spend(Points(10), ledger::Overdraft::kRefuse, cause);
    BOOST_REQUIRE(allocations.ok());
    BOOST_REQUIRE(transaction.SaveAccount(account).ok());
    BOOST_REQUIRE(transaction.SaveAllocations(member_id, sale_id, *allocations).ok());
    (*allocations)[0].returned = Points(4);
    BOOST_REQUIRE(transaction.SaveAllocations(member_id, sale_id, *allocations).ok());
    saved = account.state();
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const auto open = *transaction.LoadAccount(member_id, {});
    BOOST_TEST(open.lots.size() == 1u);  // the first is spent
    const auto account = *transaction.LoadAccount(member_id, {1, 2, 0});
    BOOST_TEST(account.lots.size() == 2u);
    const ledger::Lot& first = account.lots[0].lot_no == 1 ? account.lots[0] : account.lots[1];
    BOOST_TEST(first.life.idle_days == 30);
    BOOST_TEST((first.life.latest == Instant{2'000}));
    BOOST_TEST(account.balance.value() == 20);
    BOOST_TEST((account.last_hash == saved.last_hash));
    const auto entries = *transaction.ListEntries(member_id, 1, 10);
    BOOST_REQUIRE_EQUAL(entries.size(), 2u);
    BOOST_TEST((entries[0].entry_no == 2 && entries[0].sale_id == sale_id));
    BOOST_TEST((*transaction.FindEntry(member_id, 3))->points.value() == -10);
    BOOST_TEST(!transaction.FindEntry(member_id, 4)->has_value());
    BOOST_TEST((*transaction.ListAllocations(member_id, sale_id))[0].returned.value() == 4);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lots_of_a_sale_are_found_when_they_are_used_up, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  const MemberId member_id = Number<MemberId>(1);
  Writing(*store, [&](Transaction& transaction) {
    ledger::Account account(*transaction.LoadAccount(member_id, {}));
    for (const uint8_t sale : std::vector<uint8_t>{7, 8, 7}) {
      const ledger::Cause cause{Instant{10}, Number<SaleId>(sale)};
      BOOST_TEST(account.Earn(Points(5), {Instant{10}, std::nullopt}, cause).ok());
    }
    BOOST_TEST(account.Spend(Points(15), ledger::Overdraft::kRefuse, {Instant{11}}).ok());
    BOOST_TEST(transaction.SaveAccount(account).ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const std::vector<int64_t> lots = *transaction.ListLotsOfSale(member_id, Number<SaleId>(7));
    BOOST_TEST(lots == (std::vector<int64_t>{1, 3}), boost::test_tools::per_element());
    BOOST_TEST(transaction.ListLotsOfSale(member_id, Number<SaleId>(9))->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_hold_is_found_by_its_sale, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  const SaleId sale_id = Number<SaleId>(5);
  const auto change = [&](bool reserve) {
    Writing(*store, [&](Transaction& transaction) {
      ledger::Account account(*transaction.LoadAccount(Number<MemberId>(1), {}));
      if (reserve) {
        BOOST_REQUIRE(account.Adjust(Points(9), {}, {Instant{1}}).ok());
        BOOST_REQUIRE(account.Reserve(sale_id, Points(9), Instant{50}, Instant{1}).ok());
      } else {
        account.Release(sale_id);
      }
      BOOST_REQUIRE(transaction.SaveAccount(account).ok());
    });
  };
  change(true);
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST((**transaction.FindHold(sale_id) == Number<MemberId>(1)));
    BOOST_TEST(transaction.LoadAccount(Number<MemberId>(1), {})->holds.size() == 1u);
  });
  change(false);
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST(!transaction.FindHold(sale_id)->has_value());
  });
}

// Gives a member points that end at `ends`; none for points that do not.
void Earn(Store& store, uint8_t n, std::optional<Instant> ends) {
  Writing(store, [&](Transaction& transaction) {
    ledger::Account account(*transaction.LoadAccount(Number<MemberId>(n), {}));
    BOOST_REQUIRE(account.Earn(Points(5), ledger::LotLife{Instant{1}, ends}, {Instant{1}}).ok());
    BOOST_REQUIRE(transaction.SaveAccount(account).ok());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(accounts_are_due_by_what_happens_next, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  for (uint8_t n = 1; n <= 4; ++n) BOOST_REQUIRE(Add(*store, n).ok());
  Earn(*store, 1, Instant{70});
  Earn(*store, 2, Instant{60});
  Earn(*store, 3, Instant{80});
  Earn(*store, 4, std::nullopt);
  Earn(*store, 3, Instant{50});
  Earn(*store, 3, Instant{90});
  const auto due = [&](int64_t now, int limit) {
    std::vector<MemberId> found;
    Reading(*store, [&](ReadTransaction& transaction) {
      found = *transaction.ListAccountsDue(Instant{now}, limit);
    });
    return found;
  };
  const auto ids = [](std::vector<uint8_t> numbers) {
    std::vector<MemberId> all;
    for (const uint8_t n : numbers) all.push_back(Number<MemberId>(n));
    return all;
  };
  BOOST_TEST((due(75, 10) == ids({3, 2, 1})));
  BOOST_TEST((due(75, 1) == ids({3})));
  BOOST_TEST(due(49, 10).empty());
  // Settled at 55: only the lots that end at 80 and 90 are left.
  Writing(*store, [](Transaction& transaction) {
    ledger::Account account(*transaction.LoadAccount(Number<MemberId>(3), {}));
    BOOST_REQUIRE(account.Settle(Instant{55}).ok());
    BOOST_REQUIRE(transaction.SaveAccount(account).ok());
  });
  BOOST_TEST((due(75, 10) == ids({2, 1})));
  BOOST_TEST((due(80, 10) == ids({2, 1, 3})));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_entry_comes_back_with_all_that_its_hash_covers, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  BOOST_REQUIRE(Add(*store, 2).ok());
  std::vector<ledger::Entry> booked;
  Writing(*store, [&](Transaction& transaction) {
    ledger::Account from(*transaction.LoadAccount(Number<MemberId>(1), {}));
    ledger::Account to(*transaction.LoadAccount(Number<MemberId>(2), {}));
    const ledger::Cause cause{Instant{10}, Number<SaleId>(7), Number<RefundId>(8), "why",
                              Number<MemberId>(9)};
    BOOST_REQUIRE(from.Adjust(Points(5), ledger::LotLife{Instant{1}, std::nullopt}, cause).ok());
    BOOST_REQUIRE(from.Spend(Points(9), ledger::Overdraft::kAllow, cause).ok());
    BOOST_REQUIRE(to.Adjust(Points(6), ledger::LotLife{Instant{1}, std::nullopt}, cause).ok());
    BOOST_REQUIRE(to.Transfer(Points(6), from, std::nullopt, cause).ok());
    for (ledger::Account* account : {&from, &to}) {
      for (const ledger::Entry& entry : account->new_entries()) booked.push_back(entry);
      BOOST_REQUIRE(transaction.SaveAccount(*account).ok());
    }
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    std::vector<ledger::Entry> found;
    for (uint8_t n = 1; n <= 2; ++n) {
      Digest previous{};
      const auto entries = *transaction.ListEntries(Number<MemberId>(n), 0, 10);
      for (const ledger::Entry& entry : entries) {
        BOOST_TEST((ledger::ChainHash(previous, Number<MemberId>(n), entry) == entry.hash));
        previous = entry.hash;
        found.push_back(entry);
      }
    }
    BOOST_REQUIRE_EQUAL(found.size(), booked.size());
    for (size_t i = 0; i < found.size(); ++i) {
      BOOST_TEST((found[i].overdraft == booked[i].overdraft));
      BOOST_TEST((found[i].lost == booked[i].lost));
      BOOST_TEST((found[i].other == booked[i].other));
      BOOST_TEST((found[i].member == booked[i].member));
      BOOST_TEST(found[i].encoding == booked[i].encoding);
    }
  });
}

}  // namespace
}  // namespace tessera::storage
