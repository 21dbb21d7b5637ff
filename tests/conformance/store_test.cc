// What holds of any store, and of sales, programs, terminals and changes in it.
#include <boost/test/unit_test.hpp>

#include <limits>
#include <vector>

#include "backends.h"
#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/storage/publications.h"

namespace tessera::storage {
namespace {

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

BOOST_AUTO_TEST_CASE_TEMPLATE(sales_refunds_and_differences_keep_their_order, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    for (uint8_t n = 1; n <= 4; ++n) {
      Sale sale;
      sale.sale_id = Number<SaleId>(static_cast<uint8_t>(100 - n));
      sale.store_id = n < 4 ? "north" : "south";
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
    BOOST_TEST(transaction.ListSales({}, 10)->size() == 4u);
    const auto odd = *transaction.ListSales({"", "odd", false, 1}, 10);
    BOOST_REQUIRE_EQUAL(odd.size(), 1u);
    BOOST_TEST(odd[0].sale_no == 3);
    BOOST_TEST(odd[0].document == std::string("\0doc", 4));
    const auto numbers = [&](const SaleFilter& filter, int limit) {
      std::string text;
      const auto sales = *transaction.ListSales(filter, limit);
      for (const Sale& sale : sales) text += std::to_string(sale.sale_no);
      return text;
    };
    BOOST_TEST(numbers({"", "even"}, 10) == "24");
    BOOST_TEST(numbers({"north", "even"}, 10) == "2");
    BOOST_TEST(numbers({"north", ""}, 10) == "123");
    BOOST_TEST(numbers({"north", "", true}, 2) == "32");
    BOOST_TEST(numbers({"north", "", true, 2}, 2) == "1");
    BOOST_TEST(numbers({"", "odd", true}, 1) == "3");
    BOOST_TEST(numbers({"", "", true}, 2) == "43");
    BOOST_TEST(numbers({"east", "even"}, 2) == "");
    BOOST_TEST((*transaction.FindSale(Number<SaleId>(99)))->refunds == 3);
    const auto refunds = *transaction.ListRefunds(Number<SaleId>(99));
    BOOST_REQUIRE_EQUAL(refunds.size(), 3u);
    BOOST_TEST((refunds[0].refund_id == Number<RefundId>(3)));
    BOOST_TEST(refunds[0].refund_no == 1);
    BOOST_TEST((*transaction.FindRefund(Number<RefundId>(1)))->refund_no == 3);
    BOOST_TEST((*transaction.ListDifferences(0, 9))[0].overdraft.value() == 7);
    BOOST_TEST(transaction.ListDifferences(1, 9)->empty());
    BOOST_TEST((*transaction.ListDifferencesOf(Number<SaleId>(99)))[0].reason == "OVERDRAFT");
    BOOST_TEST(transaction.ListDifferencesOf(Number<SaleId>(98))->empty());
    BOOST_TEST(transaction.ListOrphans(9)->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(differences_of_one_reason_are_one_and_are_read_anew, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    Sale sale;
    sale.sale_id = Number<SaleId>(1);
    BOOST_TEST(transaction.AddSale(sale).ok());
    Difference difference;
    difference.sale_id = sale.sale_id;
    difference.reason = "GIFT_CARD_SPENT";
    difference.discount = Money(3);
    difference.earned = Points(-4);
    difference.overdraft = Points(std::numeric_limits<int64_t>::max());
    BOOST_TEST(transaction.AddDifference(difference).ok());
    difference.reason = "OVERDRAFT";
    BOOST_TEST(transaction.AddDifference(difference).ok());
    difference.reason = "GIFT_CARD_SPENT";
    difference.booked_at = Instant{7};
    BOOST_TEST(transaction.AddDifference(difference).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    BOOST_TEST(transaction.ListDifferences(0, 9)->size() == 2u);
    const auto behind = *transaction.ListDifferences(2, 9);
    BOOST_REQUIRE_EQUAL(behind.size(), 1u);
    BOOST_TEST(behind[0].reason == "GIFT_CARD_SPENT");
    BOOST_TEST(behind[0].discount.value() == 6);
    BOOST_TEST(behind[0].earned.value() == -8);
    BOOST_TEST(behind[0].overdraft.value() == std::numeric_limits<int64_t>::max());
    BOOST_TEST(behind[0].booked_at.us == 7);
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
    BOOST_TEST(transaction.AddProgram({1, "one", Digest{1}, Instant{5}, "", ""}).ok());
    BOOST_TEST(transaction.AddProgram({2, "two", Digest{2}, Instant{6}, "", ""}).ok());
    BOOST_TEST(*transaction.LiveProgramVersion() == 0);
    BOOST_TEST(*transaction.publications().Add({0, 2, Instant{6}}) == 1);
    BOOST_TEST(transaction.SaveTerminal({"s", "t", 4, Instant{7}, "report", "", {}}).ok());
    BOOST_TEST(transaction.SaveTerminal({"s", "t", 5, Instant{8}, "report", "", {}}).ok());
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

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_is_answered_by_its_id_and_method, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  RequestedChange change;
  change.change_id = Number<ChangeId>(3);
  change.method = "MergeMembers";
  change.content = Digest{4};
  change.answer = std::string("\0answer", 7);
  change.entry_no = 5;
  change.principal = "hq";
  change.member_id = Number<MemberId>(1);
  change.comment = "twins";
  change.booked_at = Instant{6};
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.AddRequested(change).ok());
    BOOST_TEST(ReasonOf(transaction.AddRequested(change)) == "ROW_EXISTS");
    RequestedChange other;
    other.change_id = change.change_id;
    other.method = "Enrol";
    BOOST_TEST(transaction.AddRequested(other).ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const auto found = *transaction.FindRequested(change.change_id, "MergeMembers");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->change_id == change.change_id));
    BOOST_TEST(found->method == "MergeMembers");
    BOOST_TEST((found->content == change.content));
    BOOST_TEST(found->answer == change.answer);
    BOOST_TEST(found->entry_no == 5);
    BOOST_TEST(found->principal == "hq");
    BOOST_TEST((found->member_id == change.member_id));
    BOOST_TEST(found->comment == "twins");
    BOOST_TEST(found->booked_at.us == 6);
    BOOST_TEST(!(**transaction.FindRequested(change.change_id, "Enrol")).member_id.has_value());
    BOOST_TEST(!transaction.FindRequested(change.change_id, "AdjustPoints")->has_value());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_each_job_the_last_run_is_kept, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(transaction.SaveJob({"points", Instant{1}, Instant{2}, 30, 4, "QUEUE_FULL"}).ok());
    BOOST_TEST(transaction.SaveJob({"tiers", Instant{5}, Instant{6}, 7, 8, ""}).ok());
    BOOST_TEST(transaction.SaveJob({"points", Instant{3}, std::nullopt, 0, 0, ""}).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const auto points = *transaction.FindJob("points");
    BOOST_REQUIRE(points.has_value());
    BOOST_TEST(points->started_at.us == 3);
    BOOST_TEST(!points->ended_at.has_value());
    BOOST_TEST(points->reason == "");
    const auto tiers = *transaction.FindJob("tiers");
    BOOST_TEST((tiers->ended_at == Instant{6}));
    BOOST_TEST(tiers->accounts == 7);
    BOOST_TEST(tiers->changed == 8);
    BOOST_TEST(!transaction.FindJob("segments")->has_value());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_read_sees_one_state_whatever_is_written_meanwhile, Backend,
                              Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST(*transaction.CountMembers() == 1);
    BOOST_TEST(Add(*store, 2).ok());
    BOOST_TEST(*transaction.CountMembers() == 1);
    BOOST_TEST(!transaction.FindMember(Number<MemberId>(2))->has_value());
    BOOST_TEST(*transaction.LastChange() == 1);
  });
  Reading(*store, [](ReadTransaction& transaction) {
    BOOST_TEST(*transaction.CountMembers() == 2);
    BOOST_TEST(*transaction.LastChange() == 2);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_of_a_refused_work_stays_in_any_table, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  const MemberId member_id = Number<MemberId>(1);
  const absl::Status status = store->WriteAndWait([&](Transaction& transaction) {
    Coupon coupon;
    TESSERA_RETURN_IF_ERROR(transaction.AddCoupon(coupon));
    TESSERA_RETURN_IF_ERROR(transaction.SavePurchases(member_id, {1, Money(1), Points(1), Instant{1}}));
    TESSERA_RETURN_IF_ERROR(transaction.SavePurchaseDay(member_id, {1, 1, Money(1), Points(1)}));
    TESSERA_RETURN_IF_ERROR(transaction.SaveOfferUse(member_id, {"tea", 1, 1, 1, 1}));
    TESSERA_RETURN_IF_ERROR(transaction.SaveOfferUse(OfferUse{"tea", 1, Money(1), Points(1)}));
    TESSERA_RETURN_IF_ERROR(transaction.SaveStampCard(member_id, {"cup", 1}));
    TESSERA_RETURN_IF_ERROR(transaction.SaveJob({"points", Instant{1}, std::nullopt, 0, 0, ""}));
    TESSERA_RETURN_IF_ERROR(transaction.AddIdentifier(IdentifierHash{}, member_id));
    return Refused("NO", "", "no");
  });
  BOOST_TEST(ReasonOf(status) == "NO");
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST(!transaction.FindCoupon(CodeHash{})->has_value());
    BOOST_TEST(transaction.LoadPurchases(member_id)->visits == 0);
    BOOST_TEST(transaction.ListPurchaseDays(member_id, 0)->empty());
    BOOST_TEST(transaction.ListOfferUses(member_id)->empty());
    BOOST_TEST(transaction.LoadOfferUse("tea")->uses == 0);
    BOOST_TEST(transaction.ListStampCards(member_id)->empty());
    BOOST_TEST(!transaction.FindJob("points")->has_value());
    BOOST_TEST(transaction.ListIdentifiers(member_id)->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_attempt_is_undone_alone, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  const MemberId member_id = Number<MemberId>(1);
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.SaveStampCard(member_id, {"before", 1}).ok());
    const absl::Status refused = transaction.Attempt([&] {
      TESSERA_RETURN_IF_ERROR(transaction.SaveStampCard(member_id, {"refused", 1}));
      TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(member_id));
      return Refused("NO", "", "no");
    });
    BOOST_TEST(ReasonOf(refused) == "NO");
    BOOST_TEST(transaction.Attempt([&] {
      BOOST_TEST(transaction.SaveStampCard(member_id, {"stands", 1}).ok());
      const absl::Status inner = transaction.Attempt([&] {
        TESSERA_RETURN_IF_ERROR(transaction.SaveStampCard(member_id, {"inner", 1}));
        return Refused("NO", "", "no");
      });
      BOOST_TEST(ReasonOf(inner) == "NO");
      return absl::OkStatus();
    }).ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const auto cards = *transaction.ListStampCards(member_id);
    BOOST_REQUIRE_EQUAL(cards.size(), 2u);
    BOOST_TEST(cards[0].card_id == "before");
    BOOST_TEST(cards[1].card_id == "stands");
    BOOST_TEST(*transaction.LastChange() == 1);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(refunds_that_wait_or_have_no_sale_are_listed, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.CountPendingRefunds()->refunds == 0);
    BOOST_TEST(!transaction.CountPendingRefunds()->oldest.has_value());
    for (const uint8_t i : {uint8_t{1}, uint8_t{2}}) {
      PendingRefund pending;
      pending.refund_id = Number<RefundId>(i);
      pending.sale_id = Number<SaleId>(i);
      pending.received_at = Instant{10 - i};
      BOOST_TEST(transaction.AddPendingRefund(pending).ok());
      RefundWithoutSale refund;
      refund.refund_id = Number<RefundId>(static_cast<uint8_t>(10 + i));
      if (i == 1) refund.member_id = Number<MemberId>(1);
      refund.content = Digest{3};
      refund.booked_at = Instant{i};
      refund.document = "document";
      refund.answer = "answer";
      BOOST_TEST(transaction.AddRefundWithoutSale(refund).ok());
    }
  });
  Reading(*store, [](ReadTransaction& transaction) {
    BOOST_TEST(transaction.CountPendingRefunds()->refunds == 2);
    BOOST_TEST(transaction.CountPendingRefunds()->oldest->us == 8);
    const auto waiting = *transaction.ListAllPendingRefunds(0, 10);
    BOOST_REQUIRE_EQUAL(waiting.size(), 2u);
    BOOST_TEST((waiting[0].refund_id == Number<RefundId>(1)));
    const auto rest = *transaction.ListAllPendingRefunds(waiting[0].pending_no, 10);
    BOOST_TEST(rest.size() == 1u);
    const auto without = *transaction.ListRefundsWithoutSale(0, 1);
    BOOST_REQUIRE_EQUAL(without.size(), 1u);
    BOOST_TEST((without[0].member_id == Number<MemberId>(1)));
    BOOST_TEST(without[0].document == "document");
    BOOST_TEST(without[0].answer == "answer");
    BOOST_TEST((without[0].content == Digest{3}));
    BOOST_TEST(transaction.ListRefundsWithoutSale(without[0].refund_no, 9)->size() == 1u);
    const auto found = *transaction.FindRefundWithoutSale(Number<RefundId>(12));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->booked_at.us == 2);
    BOOST_TEST(!found->member_id.has_value());
    BOOST_TEST(!transaction.FindRefundWithoutSale(Number<RefundId>(1))->has_value());
  });
}

}  // namespace
}  // namespace tessera::storage
