// Coupons, gift cards and wallets as headquarters issues, blocks and corrects them.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <set>

#include "chain.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/vouchers/activate_gift_card.h"
#include "tessera/operations/vouchers/adjust_wallet.h"
#include "tessera/operations/vouchers/block_coupon.h"
#include "tessera/operations/vouchers/block_gift_card.h"
#include "tessera/operations/vouchers/get_coupon.h"
#include "tessera/operations/vouchers/get_gift_card.h"
#include "tessera/operations/vouchers/issue_coupons.h"
#include "tessera/sqlite/connection.h"

namespace tessera::operations {
namespace {

constexpr char kBatches[] = R"(
coupon_batches:
  - {batch_id: letters, name: Letter, uses: 2, lifetime_days: 10}
  - {batch_id: own, name: Yours, personal: true}
offers:
  - offer_id: letter
    name: Letter
    trigger: {coupon: {batch_id: letters}}
    audience: {everyone: true}
    effects: [{amount_off: {amount: 10.00}}]
  - offer_id: own
    name: Yours
    trigger: {coupon: {batch_id: own}}
    effects: [{amount_off: {amount: 5.00}}]
)";

struct Vouchers : Chain {
  Vouchers() { Publish(ProgramOf(kBatches)); }

  v1::IssueCouponsRequest Issue(const std::string& batch, int count) {
    v1::IssueCouponsRequest request;
    request.set_change_id(NewId());
    request.set_batch_id(batch);
    request.set_count(count);
    return request;
  }
  v1::Coupon Coupon(const std::string& code) {
    v1::GetCouponRequest request;
    request.set_code(code);
    const auto response = Read(GetCoupon, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(response), "OK");
    return response->coupon();
  }
  int64_t Discount(const std::string& member_id, const std::string& code) {
    v1::Basket basket = Basket({10'000});
    basket.add_coupon_codes(code);
    return Sell(member_id, basket).shown(0).discount_minor();
  }
  v1::ActivateGiftCardRequest Activation(const std::string& code, int64_t amount) {
    v1::ActivateGiftCardRequest request;
    request.set_change_id(NewId());
    request.set_code(code);
    request.set_amount_minor(amount);
    return request;
  }
  v1::GetGiftCardResponse Card(const std::string& code) {
    v1::GetGiftCardRequest request;
    request.set_code(code);
    const auto response = Read(GetGiftCard, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(response), "OK");
    return *response;
  }
  absl::StatusOr<v1::AdjustWalletResponse> Wallet(const std::string& member_id, int64_t amount) {
    v1::AdjustWalletRequest request;
    request.set_change_id(NewId());
    request.mutable_member()->set_member_id(member_id);
    request.set_amount_minor(amount);
    request.set_comment("goodwill");
    return Write(AdjustWallet, kHq, request);
  }
  bool IsInFiles(const std::string& text) {
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream file(path() + suffix, std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(file)),
                              std::istreambuf_iterator<char>());
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }
};

BOOST_FIXTURE_TEST_SUITE(vouchers, Vouchers)

BOOST_AUTO_TEST_CASE(coupons_are_made_once_and_a_replay_gives_the_same_codes) {
  const v1::IssueCouponsRequest request = Issue("letters", 100);
  const auto first = Write(IssueCoupons, kHq, request);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  const std::set<std::string> codes(first->codes().begin(), first->codes().end());
  BOOST_TEST(codes.size() == 100U);
  BOOST_TEST(Write(IssueCoupons, kHq, request)->SerializeAsString() == first->SerializeAsString());
  BOOST_TEST(Write(IssueCoupons, kHq, Issue("letters", 1))->codes(0) != first->codes(0));
  v1::IssueCouponsRequest other = request;
  other.set_count(99);
  BOOST_TEST(Why(Write(IssueCoupons, kHq, other)) == "CHANGE_ID_REUSED");
  BOOST_TEST(!IsInFiles(first->codes(0)));
}

BOOST_AUTO_TEST_CASE(a_coupon_has_what_its_batch_says) {
  v1::IssueCouponsRequest request = Issue("letters", 0);
  request.add_codes("PAPER-77");
  BOOST_TEST(Write(IssueCoupons, kHq, request)->codes(0) == "PAPER-77");
  BOOST_TEST(!IsInFiles("PAPER-77"));
  const v1::Coupon coupon = Coupon("paper-77");
  BOOST_TEST(coupon.batch_id() == "letters");
  BOOST_TEST(coupon.maximum_uses() == 2);
  BOOST_TEST(coupon.active_from_us() == now.us);
  BOOST_TEST(coupon.expires_at_us() > (now + Days(10)).us);
  BOOST_TEST(coupon.member_id() == "");
  BOOST_TEST(Discount("", "PAPER-77") == 1'000);
  request.set_change_id(NewId());
  BOOST_TEST(Why(Write(IssueCoupons, kHq, request)) == "CODE_TAKEN");
  v1::BlockCouponRequest block;
  block.set_change_id(NewId());
  block.set_code("PAPER-77");
  const auto blocked = Write(BlockCoupon, kHq, block);
  BOOST_REQUIRE_EQUAL(Why(blocked), "OK");
  BOOST_TEST((blocked->coupon().status() == v1::COUPON_STATUS_BLOCKED));
  BOOST_TEST(Discount("", "PAPER-77") == 0);
  block.set_change_id(NewId());
  block.set_code("PAPER-78");
  BOOST_TEST(Why(Write(BlockCoupon, kHq, block)) == "CODE_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(codes_differ_by_case_where_the_program_says_so_when_they_are_issued) {
  v1::IssueCouponsRequest old = Issue("letters", 0);
  old.add_codes("OLD-1");
  BOOST_REQUIRE_EQUAL(Why(Write(IssueCoupons, kHq, old)), "OK");
  Publish(ProgramOf(std::string("codes_case_sensitive: true\n") + kBatches));
  v1::IssueCouponsRequest request = Issue("letters", 0);
  request.add_codes("Paper-77");
  request.add_codes("PAPER-77");
  BOOST_REQUIRE_EQUAL(Why(Write(IssueCoupons, kHq, request)), "OK");
  BOOST_TEST(Discount("", "Paper-77") == 1'000);
  BOOST_TEST(Discount("", "PAPER-77") == 1'000);
  BOOST_TEST(Discount("", "paper-77") == 0);
  BOOST_TEST(Discount("", "old-1") == 1'000);
  v1::Basket basket = Basket({10'000});
  basket.add_coupon_codes("Paper-77");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell("", basket))), "OK");
  BOOST_TEST(Coupon("Paper-77").uses() == 1);
  BOOST_TEST(Coupon("PAPER-77").uses() == 0);
  BOOST_TEST(!IsInFiles("Paper-77"));
  v1::IssueCouponsRequest again = Issue("letters", 0);
  again.add_codes("Paper-77");
  BOOST_TEST(Why(Write(IssueCoupons, kHq, again)) == "CODE_TAKEN");
  // Whatever the program says later.
  Publish(ProgramOf(kBatches));
  BOOST_TEST(Discount("", "Paper-77") == 1'000);
  BOOST_TEST(Discount("", "paper-77") == 0);
}

BOOST_AUTO_TEST_CASE(wrong_requests_for_coupons_are_refused) {
  BOOST_TEST(Why(Write(IssueCoupons, kHq, Issue("letters", 0))) == "COUNT_INVALID");
  BOOST_TEST(Why(Write(IssueCoupons, kHq, Issue("letters", 10'001))) == "TOO_MANY_ITEMS");
  BOOST_TEST(Why(Write(IssueCoupons, kHq, Issue("nothing", 1))) == "BATCH_UNKNOWN");
  BOOST_TEST(Why(Write(IssueCoupons, kHq, Issue("own", 1))) == "MEMBER_REQUIRED");
  v1::IssueCouponsRequest request = Issue("letters", 0);
  request.add_codes("ABC ");
  BOOST_TEST(Why(Write(IssueCoupons, kHq, request)) == "CODE_INVALID");
}

BOOST_AUTO_TEST_CASE(a_personal_coupon_goes_with_its_member_into_a_merge) {
  const std::string from = AddMember("CARD-0001", 0);
  const std::string into = AddMember("CARD-0002", 0);
  v1::IssueCouponsRequest request = Issue("own", 1);
  request.mutable_member()->set_member_id(from);
  const std::string code = Write(IssueCoupons, kHq, request)->codes(0);
  BOOST_TEST(Discount(into, code) == 0);
  BOOST_TEST(Discount(from, code) == 500);
  v1::MergeMembersRequest merge;
  merge.set_change_id(NewId());
  merge.mutable_from()->set_member_id(from);
  merge.mutable_into()->set_member_id(into);
  merge.set_comment("the same person");
  BOOST_REQUIRE_EQUAL(Why(Write(MergeMembers, kHq, merge)), "OK");
  BOOST_TEST(Discount(into, code) == 500);
  BOOST_TEST(Coupon(code).member_id() == into);
}

BOOST_AUTO_TEST_CASE(a_gift_card_is_activated_once_blocked_and_let_pay_again) {
  v1::ActivateGiftCardRequest request = Activation("GIFT-0001", 5'000);
  request.set_expires_at_us((now + Days(2)).us);
  BOOST_TEST(Why(Write(ActivateGiftCard, kTill, request)) == "ID_INVALID");  // sold with no sale
  request.set_sale_id(NewId());
  request.set_line_no(1);
  const auto first = Write(ActivateGiftCard, kTill, request);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  BOOST_TEST(first->card().balance_minor() == 5'000);
  now = now + Days(3);
  BOOST_TEST(Write(ActivateGiftCard, kTill, request)->SerializeAsString() ==
             first->SerializeAsString());
  BOOST_TEST(Card("gift-0001").entries_size() == 1);
  BOOST_TEST(Card("gift-0001").entries(0).sale_id() == request.sale_id());
  BOOST_TEST(Why(Write(ActivateGiftCard, kHq, Activation("GIFT-0001", 1))) == "CARD_IN_USE");
  BOOST_TEST(Why(Write(ActivateGiftCard, kHq, Activation("GIFT-0002", 0))) == "AMOUNT_INVALID");
  BOOST_TEST(Why(Write(ActivateGiftCard, kHq, Activation("G", 1))) == "CODE_INVALID");
  v1::ActivateGiftCardRequest over = Activation("GIFT-0003", 1);
  over.set_expires_at_us(now.us);
  BOOST_TEST(Why(Write(ActivateGiftCard, kHq, over)) == "EXPIRY_INVALID");
  v1::BlockGiftCardRequest block;
  block.set_change_id(NewId());
  block.set_code("GIFT-0001");
  block.set_blocked(true);
  BOOST_TEST(Write(BlockGiftCard, kHq, block)->card().blocked());
  block.set_change_id(NewId());
  block.set_blocked(false);
  BOOST_TEST(!Write(BlockGiftCard, kHq, block)->card().blocked());
  block.set_code("GIFT-0009");
  block.set_change_id(NewId());
  BOOST_TEST(Why(Write(BlockGiftCard, kHq, block)) == "CODE_UNKNOWN");
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_wallet_never_falls_below_zero_and_a_changed_entry_of_it_is_found) {
  const std::string member = AddMember("CARD-0001", 0);
  BOOST_TEST(Wallet(member, 700)->balance_minor() == 700);
  BOOST_TEST(Wallet(member, -200)->balance_minor() == 500);
  BOOST_TEST(Why(Wallet(member, -501)) == "MONEY_INSUFFICIENT");
  BOOST_TEST(Why(Wallet(member, 0)) == "AMOUNT_INVALID");
  BOOST_TEST(Verify().faults_size() == 0);
  auto connection = sqlite::Connection::Open(path(), {});
  BOOST_REQUIRE(connection.ok());
  BOOST_REQUIRE(
      (*connection)->Execute("UPDATE tender_entry SET comment = 'x' WHERE entry_no = 2").ok());
  const v1::VerifyLedgerResponse verified = Verify();
  BOOST_REQUIRE_EQUAL(verified.faults_size(), 1);
  BOOST_TEST(verified.faults(0).code() == "TENDER");
  BOOST_TEST(verified.faults(0).member_id() == member);
  BOOST_TEST(verified.faults(0).entry_no() == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
