#include <boost/test/unit_test.hpp>

#include <vector>

#include "backends.h"
#include "tessera/base/status.h"

namespace tessera::storage {
namespace {

template <typename Id>
Id Number(uint8_t n) {
  Id id;
  id.bytes.fill(n);
  return id;
}

Member Person(uint8_t n) {
  Member member;
  member.member_id = Number<MemberId>(n);
  member.masked_name = "Анна К.";
  member.sealed_name = std::string("\0\1", 2);
  member.tags = {"a", "b c"};
  return member;
}

absl::Status Add(Store& store, uint8_t n) {
  return store.WriteAndWait([n](Transaction& transaction) {
    TESSERA_RETURN_IF_ERROR(transaction.AddMember(Person(n)));
    return transaction.AppendMemberChange(Number<MemberId>(n));
  });
}

template <typename Work>
void Reading(Store& store, Work work) {
  const absl::Status status = store.Read([&](ReadTransaction& transaction) {
    work(transaction);
    return absl::OkStatus();
  });
  BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
}

template <typename Work>
void Writing(Store& store, Work work) {
  const absl::Status status = store.WriteAndWait([&](Transaction& transaction) {
    work(transaction);
    return absl::OkStatus();
  });
  BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_member_comes_back_as_it_was_added, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  Reading(*store, [](ReadTransaction& transaction) {
    const auto member = *transaction.FindMember(Number<MemberId>(1));
    BOOST_REQUIRE(member.has_value());
    BOOST_TEST(member->masked_name == "Анна К.");
    BOOST_TEST(member->sealed_name == std::string("\0\1", 2));
    BOOST_TEST(member->tags == (std::vector<std::string>{"a", "b c"}));
    BOOST_TEST(!transaction.FindMember(Number<MemberId>(2))->has_value());
    BOOST_TEST(*transaction.CountMembers() == 1);
    BOOST_TEST(transaction.LoadAccount(Number<MemberId>(1), {})->balance.value() == 0);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_written_is_there_after_reopening, Backend, Backends) {
  Backend backend;
  Uuid epoch{};
  {
    auto store = backend.Open();
    BOOST_REQUIRE(Add(*store, 1).ok());
    Reading(*store, [&](ReadTransaction& transaction) { epoch = *transaction.Epoch(); });
  }
  auto store = backend.Open();
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST(*transaction.CountMembers() == 1);
    BOOST_TEST((*transaction.Epoch() == epoch));
    BOOST_TEST(*transaction.LastChange() == 1);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_work_that_fails_leaves_nothing, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  const absl::Status status = store->WriteAndWait([](Transaction& transaction) {
    TESSERA_RETURN_IF_ERROR(transaction.AddMember(Person(1)));
    return Refused("NO", "", "no");
  });
  BOOST_TEST(ReasonOf(status) == "NO");
  const absl::Status thrown = store->WriteAndWait([](Transaction& transaction) -> absl::Status {
    transaction.AddMember(Person(1)).IgnoreError();
    throw std::runtime_error("boom");
  });
  BOOST_TEST(absl::IsInternal(thrown));
  Reading(*store, [](ReadTransaction& transaction) { BOOST_TEST(*transaction.CountMembers() == 0); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_identifier_points_to_one_member, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  BOOST_REQUIRE(Add(*store, 2).ok());
  IdentifierHash hash;
  hash.fill(9);
  const auto point_to = [&](uint8_t n) {
    return store->WriteAndWait([&](Transaction& transaction) {
      return transaction.AddIdentifier(hash, Number<MemberId>(n));
    });
  };
  BOOST_TEST(point_to(1).ok());
  BOOST_TEST(ReasonOf(point_to(2)) == "ROW_EXISTS");
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST((**transaction.FindIdentifier(hash) == Number<MemberId>(1)));
    BOOST_TEST(transaction.ListIdentifiers(Number<MemberId>(1))->size() == 1u);
  });
}

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
    const ledger::LotLife ends{Instant{5}, Instant{900}};
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

BOOST_AUTO_TEST_CASE_TEMPLATE(sales_refunds_and_differences_keep_their_order, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    for (uint8_t n = 1; n <= 4; ++n) {
      Sale sale;
      sale.sale_id = Number<SaleId>(static_cast<uint8_t>(100 - n));
      sale.terminal_id = n % 2 == 0 ? "even" : "odd";
      sale.document = std::string("\0doc", 4);
      BOOST_TEST(*transaction.AddSale(sale) == n);
      BOOST_TEST(absl::IsAlreadyExists(transaction.AddSale(sale).status()));
    }
    Refund refund;
    refund.sale_id = Number<SaleId>(99);
    for (uint8_t n = 3; n >= 1; --n) {
      refund.refund_id = Number<RefundId>(n);
      BOOST_TEST(transaction.AddRefund(refund).ok());
    }
    Difference difference;
    difference.sale_id = Number<SaleId>(99);
    difference.reason = "OVERDRAFT";
    difference.overdraft = Points(7);
    BOOST_TEST(transaction.AddDifference(difference).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    BOOST_TEST(transaction.ListSales("", 0, 10)->size() == 4u);
    const auto odd = *transaction.ListSales("odd", 1, 10);
    BOOST_REQUIRE_EQUAL(odd.size(), 1u);
    BOOST_TEST(odd[0].sale_no == 3);
    BOOST_TEST(odd[0].document == std::string("\0doc", 4));
    BOOST_TEST((*transaction.FindSale(Number<SaleId>(99)))->refunds == 3);
    const auto refunds = *transaction.ListRefunds(Number<SaleId>(99));
    BOOST_REQUIRE_EQUAL(refunds.size(), 3u);
    BOOST_TEST((refunds[0].refund_id == Number<RefundId>(3)));
    BOOST_TEST((*transaction.ListDifferences(0, 9))[0].overdraft.value() == 7);
    BOOST_TEST(transaction.ListDifferences(1, 9)->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_refund_waits_for_a_sale_that_is_not_there, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    PendingRefund refund;
    refund.sale_id = Number<SaleId>(9);
    refund.content[3] = 7;
    refund.received_at = Instant{11};
    refund.document = std::string("\0doc", 4);
    for (uint8_t n = 3; n >= 1; --n) {
      refund.refund_id = Number<RefundId>(n);
      BOOST_TEST(transaction.AddPendingRefund(refund).ok());
    }
    BOOST_TEST(absl::IsAlreadyExists(transaction.AddPendingRefund(refund)));
    BOOST_TEST(transaction.RemovePendingRefund(Number<RefundId>(2)).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const auto waiting = *transaction.ListPendingRefunds(Number<SaleId>(9));
    BOOST_REQUIRE_EQUAL(waiting.size(), 2u);
    BOOST_TEST((waiting[0].refund_id == Number<RefundId>(3)));
    BOOST_TEST((waiting[1].refund_id == Number<RefundId>(1)));
    BOOST_TEST(transaction.ListPendingRefunds(Number<SaleId>(8))->empty());
    BOOST_TEST(!transaction.FindPendingRefund(Number<RefundId>(2))->has_value());
    const auto found = *transaction.FindPendingRefund(Number<RefundId>(1));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->sale_id == Number<SaleId>(9)));
    BOOST_TEST(found->content[3] == 7);
    BOOST_TEST(found->received_at.us == 11);
    BOOST_TEST(found->document == std::string("\0doc", 4));
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_each_member_only_the_latest_change_is_kept, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  BOOST_REQUIRE(Add(*store, 2).ok());
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(transaction.AppendProgramChange().ok());
    BOOST_TEST(transaction.AppendMemberChange(Number<MemberId>(1)).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const auto changes = *transaction.ListChanges(0, 10);
    BOOST_REQUIRE_EQUAL(changes.size(), 3u);
    BOOST_TEST((changes[0].member_id == Number<MemberId>(2)));
    BOOST_TEST(!changes[1].member_id.has_value());
    BOOST_TEST((changes[2].member_id == Number<MemberId>(1)));
    BOOST_TEST(changes[2].change_no == 4);
    BOOST_TEST(transaction.ListChanges(2, 10)->size() == 2u);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(programs_and_terminals_come_back, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(*transaction.LiveProgramVersion() == 0);
    BOOST_TEST(transaction.AddProgram({1, "one", Digest{1}, Instant{5}}).ok());
    BOOST_TEST(transaction.AddProgram({2, "two", Digest{2}, Instant{6}}).ok());
    BOOST_TEST(transaction.SaveTerminal({"s", "t", 4, Instant{7}, "report"}).ok());
    BOOST_TEST(transaction.SaveTerminal({"s", "t", 5, Instant{8}, "report"}).ok());
    BOOST_TEST(transaction.AddCancellation(Number<SaleId>(1), Instant{1}).ok());
    BOOST_TEST(transaction.AddCancellation(Number<SaleId>(1), Instant{2}).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    BOOST_TEST(*transaction.LiveProgramVersion() == 2);
    BOOST_TEST((*transaction.FindLiveProgram())->document == "two");
    BOOST_TEST((*transaction.FindProgram(1))->document == "one");
    BOOST_TEST((**transaction.FindProgramDigest(1) == Digest{1}));
    BOOST_TEST((*transaction.FindTerminal("s", "t"))->last_sequence == 5);
    BOOST_TEST(*transaction.IsCancelled(Number<SaleId>(1)));
    BOOST_TEST(!*transaction.IsCancelled(Number<SaleId>(2)));
  });
}

}  // namespace
}  // namespace tessera::storage
