// Coupons, gift cards and wallets.
#include <boost/test/unit_test.hpp>

#include <vector>

#include "backends.h"
#include "sample.h"

namespace tessera::storage {
namespace {

ledger::TenderState Empty(const ledger::TenderKey& key) {
  ledger::TenderState state;
  state.key = key;
  return state;
}

CodeHash Code(uint8_t n) {
  CodeHash code;
  code.fill(n);
  return code;
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_coupon_comes_back_and_counts_its_uses, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  Coupon coupon;
  coupon.code = Code(7);
  coupon.batch_id = "spring";
  coupon.member_id = Number<MemberId>(1);
  coupon.issued_at = Instant{1};
  coupon.active_from = Instant{2};
  coupon.expires_at = Instant{3};
  coupon.maximum_uses = 4;
  coupon.issued_by = Number<SaleId>(5);
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.AddCoupon(coupon).ok());
    coupon.uses = 4;
    coupon.status = CouponStatus::kUsed;
    coupon.used_by = Number<SaleId>(6);
    BOOST_TEST(transaction.UpdateCoupon(coupon).ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const auto found = *transaction.FindCoupon(Code(7));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->code == coupon.code));
    BOOST_TEST(found->batch_id == "spring");
    BOOST_TEST((found->status == CouponStatus::kUsed));
    BOOST_TEST((found->member_id == coupon.member_id));
    BOOST_TEST(found->issued_at.us == 1);
    BOOST_TEST(found->active_from.us == 2);
    BOOST_TEST((found->expires_at == coupon.expires_at));
    BOOST_TEST(found->maximum_uses == 4);
    BOOST_TEST(found->uses == 4);
    BOOST_TEST((found->issued_by == coupon.issued_by));
    BOOST_TEST((found->used_by == coupon.used_by));
    BOOST_TEST(!transaction.FindCoupon(Code(8))->has_value());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_code_is_issued_once, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  const auto add = [&](const char* batch) {
    return store->WriteAndWait([&](Transaction& transaction) {
      Coupon coupon;
      coupon.code = Code(7);
      coupon.batch_id = batch;
      return transaction.AddCoupon(coupon);
    });
  };
  BOOST_TEST(add("first").ok());
  BOOST_TEST(ReasonOf(add("second")) == "ROW_EXISTS");
  Reading(*store, [](ReadTransaction& transaction) {
    BOOST_TEST((**transaction.FindCoupon(Code(7))).batch_id == "first");
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(saving_a_tender_writes_its_entries, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  const ledger::TenderKey key{ledger::TenderKind::kGiftCard, Code(3)};
  ledger::TenderState saved;
  const auto move = [&](auto work) {
    Writing(*store, [&](Transaction& transaction) {
      const auto known = *transaction.FindTender(key);
      ledger::Tender tender(known ? *known : Empty(key));
      work(tender);
      BOOST_TEST(transaction.SaveTender(tender).ok());
      saved = tender.state();
    });
  };
  const ledger::Cause cause{Instant{10}, Number<SaleId>(5), std::nullopt, "sold"};
  move([&](ledger::Tender& tender) {
    BOOST_TEST(tender.Activate(Money(500), Instant{900}, 4, cause).ok());
  });
  move([&](ledger::Tender& tender) {
    BOOST_TEST(tender.Pay(Money(200), ledger::Overdraft::kRefuse, cause).ok());
    BOOST_TEST(tender.Pay(Money(100), ledger::Overdraft::kRefuse, cause).ok());
    tender.Block(true);
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const auto found = *transaction.FindTender(key);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->key == key));
    BOOST_TEST(found->balance.value() == 200);
    BOOST_TEST((found->issued == saved.issued));
    BOOST_TEST((found->issued_at == saved.issued_at));
    BOOST_TEST((found->expires_at == Instant{900}));
    BOOST_TEST(found->blocked);
    BOOST_TEST((found->sold_by == saved.sold_by));
    BOOST_TEST(found->sold_line_no == saved.sold_line_no);
    BOOST_TEST(found->last_entry_no == 3);
    BOOST_TEST((found->last_hash == saved.last_hash));
    const auto entries = *transaction.ListTenderEntries(key, 0, 10);
    BOOST_REQUIRE_EQUAL(entries.size(), 3u);
    Digest previous{};
    for (const ledger::TenderEntry& entry : entries) {
      BOOST_TEST((ledger::ChainHash(previous, key, entry) == entry.hash));
      previous = entry.hash;
    }
    BOOST_TEST(entries[1].amount.value() == -200);
    BOOST_TEST(entries[1].balance.value() == 300);
    BOOST_TEST((entries[1].sale_id == cause.sale_id));
    BOOST_TEST(transaction.ListTenderEntries(key, 1, 1)->size() == 1u);
    BOOST_TEST(transaction.ListTenderEntries(key, 3, 10)->empty());
    const ledger::TenderKey wallet{ledger::TenderKind::kWallet, key.id};
    BOOST_TEST(!transaction.FindTender(wallet)->has_value());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tenders_are_listed_by_kind_and_key, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  using ledger::TenderKind;
  const std::vector<ledger::TenderKey> ordered = {{TenderKind::kGiftCard, Code(2)},
                                                  {TenderKind::kGiftCard, Code(9)},
                                                  {TenderKind::kWallet, Code(1)}};
  Writing(*store, [&](Transaction& transaction) {
    for (const size_t i : {2, 0, 1}) {
      BOOST_TEST(transaction.SaveTender(ledger::Tender(Empty(ordered[i]))).ok());
    }
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST((*transaction.ListTenders(std::nullopt, 10) == ordered));
    const auto rest = *transaction.ListTenders(ordered[0], 1);
    BOOST_REQUIRE_EQUAL(rest.size(), 1u);
    BOOST_TEST((rest[0] == ordered[1]));
    BOOST_TEST((transaction.ListTenders(ordered[1], 10)->at(0) == ordered[2]));
    BOOST_TEST(transaction.ListTenders(ordered[2], 10)->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gift_cards_are_found_by_the_sale_that_sold_them, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [&](Transaction& transaction) {
    const SaleId sale_id = Number<SaleId>(1);
    BOOST_TEST(transaction.SaveSoldGiftCard({sale_id, 2, Code(8), Money(500)}).ok());
    BOOST_TEST(transaction.SaveSoldGiftCard({sale_id, 2, Code(7), Money(500)}).ok());
    BOOST_TEST(transaction.SaveSoldGiftCard({sale_id, 1, Code(9), Money(100)}).ok());
    BOOST_TEST(transaction.SaveSoldGiftCard({sale_id, 1, Code(9), Money(200)}).ok());
    BOOST_TEST(transaction.SaveSoldGiftCard({Number<SaleId>(2), 1, Code(9), Money(300)}).ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const auto cards = *transaction.ListSoldGiftCards(Number<SaleId>(1));
    BOOST_REQUIRE_EQUAL(cards.size(), 3u);
    BOOST_TEST((cards[0].sale_id == Number<SaleId>(1)));
    BOOST_TEST(cards[0].line_no == 1u);
    BOOST_TEST((cards[0].card == Code(9)));
    BOOST_TEST(cards[0].issued.value() == 200);
    BOOST_TEST((cards[1].card == Code(7)));
    BOOST_TEST((cards[2].card == Code(8)));
    BOOST_TEST(transaction.ListSoldGiftCards(Number<SaleId>(3))->empty());
  });
}

}  // namespace
}  // namespace tessera::storage
