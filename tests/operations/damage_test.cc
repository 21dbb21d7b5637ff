// What verification finds, and where, once something else than the service has written to its file.
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

#include "chain.h"
#include "tessera/operations/sales/cancel.h"
#include "tessera/operations/sales/redeem.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/vouchers/issue_coupons.h"
#include "tessera/sqlite/connection.h"

namespace tessera::operations {
namespace {

struct Damage {
  const char* sentence;
  const char* sql;
  const char* codes;  // of what is found, each once, in alphabetical order
};

// The first member bought twice, paid with points, and brought a part of it back; the second holds points;
// the third has a lot of which nothing is left; one sale is without a card.
constexpr Damage kDamages[] = {
    {"an entry's points were changed", "UPDATE entry SET points = points + 1 WHERE kind = 1",
     "BALANCE CHAIN LOTS SALE_ENTRIES"},
    {"a sale's earned points are another sale's", "UPDATE lot SET sale_id = NULL WHERE lot_no = 2",
     "SALE_ENTRIES"},
    {"a sale says that it spent more", "UPDATE sale SET answer = (SELECT answer FROM sale ORDER BY sale_no"
     " DESC LIMIT 1) WHERE sale_no = 1", "ALLOCATIONS SALE_ENTRIES"},
    {"a sale is gone", "DELETE FROM sale WHERE sale_no = 2", "SALE_ENTRIES"},
    {"a sale is somebody else's", "UPDATE sale SET member_id = (SELECT member_id FROM hold)"
     " WHERE sale_no = 1", "ALLOCATIONS SALE_ENTRIES"},
    {"a refund is gone", "DELETE FROM refund", "ALLOCATIONS REFUND_ENTRIES"},
    {"a sale counts a refund too many", "UPDATE sale SET refunds = 2 WHERE sale_no = 1",
     "REFUND_ENTRIES"},
    {"a sale forgot its refund", "UPDATE sale SET refunds = 0 WHERE sale_no = 1", "REFUND_ENTRIES"},
    {"a refund's answer is empty", "UPDATE refund SET answer = x''",
     "ALLOCATIONS REFUND_ENTRIES"},
    {"another lot paid more", "UPDATE allocation SET spent_points = spent_points + 5", "ALLOCATIONS"},
    {"more came back to a lot than was given back",
     "UPDATE allocation SET returned_points = returned_points + 1", "ALLOCATIONS"},
    {"a closed lot began with more", "UPDATE lot SET earned_points = earned_points + 7 WHERE remaining_points = 0",
     "LOTS"},
    {"a closed lot is gone", "DELETE FROM lot WHERE lot_no = 1 AND remaining_points = 0", "LOTS"},
    {"a lot ended that never did",
     "UPDATE lot SET expired_points = 3 WHERE lot_no = 1 AND remaining_points = 0", "LOTS"},
    {"an account is due at another time", "UPDATE account SET due_at_us = due_at_us + 1", "DUE"},
    {"an account is never due", "UPDATE account SET due_at_us = NULL", "DUE"},
    {"nobody hears of a member", "DELETE FROM change WHERE change_no ="
     " (SELECT min(change_no) FROM change WHERE length(subject) = 16)", "CHANGES"},
    {"the program was edited", "UPDATE program_version SET document = CAST(document || 'x' AS BLOB)", "PROGRAM"},
    {"a program is gone", "DELETE FROM program_version WHERE version = 1", "ORPHAN PROGRAM"},
    {"a card points to nobody", "UPDATE identifier SET member_id = randomblob(16)", "ORPHAN"},
    {"a booked sale was given up",
     "INSERT INTO cancellation SELECT sale_id, 1 FROM sale WHERE sale_no = 1", "SALE_CANCELLED"},
    {"a booked sale holds points", "UPDATE hold SET sale_id = (SELECT sale_id FROM sale WHERE sale_no = 1)",
     "SALE_CANCELLED"},
    {"a coupon was used more often than it may be",
     "UPDATE coupon SET uses = 5, status = 2, used_by = (SELECT max(sale_id) FROM sale)", "LIMIT"},
    {"a coupon was used by nobody", "UPDATE coupon SET uses = 1, status = 2", "LIMIT"},
    {"a used coupon may be used", "UPDATE coupon SET status = 2", "LIMIT"},
    {"an account is gone", "DELETE FROM account WHERE member_id = (SELECT member_id FROM hold)", "UNREADABLE"},
    {"a row cannot be read", "UPDATE entry SET hash = x'00' WHERE entry_no = 1", "UNREADABLE"},
    {"a sale cannot be read", "UPDATE sale SET content = x'00' WHERE sale_no = 2",
     "UNREADABLE"},
};

struct Books : Chain {
  Books() {
    v1::Program program = SampleProgram();
    v1::CouponBatch* batch = program.add_coupon_batches();
    batch->set_batch_id("letters");
    (*batch->mutable_name()->mutable_by_language())["en"] = "Letter";
    Publish(program);
    (*program.mutable_offers(0)->mutable_name()->mutable_by_language())["en"] = "Ten per cent";
    Publish(program);
    const std::string anna = AddMember("CARD-0001", 20);
    const std::string boris = AddMember("CARD-0002", 100);
    v1::Basket basket = Basket({10'000, 4'000});
    basket.set_redeem_points(20);
    const v1::Sale sale = Sell(anna, basket);
    BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
    BOOST_REQUIRE_EQUAL(Why(Commit(Sell(anna, Basket({3'000})))), "OK");
    BOOST_REQUIRE_EQUAL(Why(Commit(Sell("", Basket({2'000})))), "OK");
    Return(sale);
    basket = Basket({4'000});
    basket.set_redeem_points(10);
    BOOST_REQUIRE_EQUAL(Why(Commit(Sell(AddMember("CARD-0003", 10), basket))), "OK");
    Hold(boris);
    v1::IssueCouponsRequest issue;
    issue.set_change_id(NewId());
    issue.set_batch_id("letters");
    issue.set_count(2);
    BOOST_REQUIRE_EQUAL(Why(Write(IssueCoupons, kHq, issue)), "OK");
  }

  void Return(const v1::Sale& sale) {
    v1::RefundRequest request;
    v1::Refund& refund = *request.mutable_refund();
    refund.set_refund_id(NewId());
    refund.set_sale_id(sale.sale_id());
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    refund.add_lines()->set_line_no(2);
    refund.mutable_lines(0)->set_quantity_milli(1'000);
    BOOST_REQUIRE_EQUAL(Why(Write(Refund, kTill, request)), "OK");
  }
  void Hold(const std::string& member_id) {
    v1::Basket basket = Basket({10'000});
    basket.set_redeem_points(10);
    Sell(member_id, basket);
  }
  void Do(const std::string& sql) {
    auto connection = sqlite::Connection::Open(path(), {});
    BOOST_REQUIRE(connection.ok());
    const absl::Status done = (*connection)->Execute("PRAGMA foreign_keys = OFF; " + sql);
    BOOST_REQUIRE_MESSAGE(done.ok(), done.ToString());
  }
};

std::string CodesOf(const v1::VerifyLedgerResponse& response) {
  std::set<std::string> codes;
  for (const v1::LedgerFault& fault : response.faults()) codes.insert(fault.code());
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : " ") + code;
  return text;
}

std::string WordsOf(const v1::VerifyLedgerResponse& response) {
  std::string text;
  for (const v1::LedgerFault& fault : response.faults()) {
    text += fault.code() + ": " + fault.message() + "\n";
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(damage)

BOOST_AUTO_TEST_CASE(what_the_service_wrote_is_whole) {
  Books books;
  const v1::VerifyLedgerResponse response = books.Verify();
  BOOST_TEST(response.faults_size() == 0, WordsOf(response));
  BOOST_TEST(response.sales() == 4);
}

BOOST_AUTO_TEST_CASE(each_damage_is_found_for_what_it_is) {
  for (const Damage& damage : kDamages) {
    Books books;
    books.Do(damage.sql);
    const v1::VerifyLedgerResponse response = books.Verify();
    BOOST_TEST(CodesOf(response) == damage.codes, damage.sentence << ": found "
                                                                  << CodesOf(response) << "\n"
                                                                  << WordsOf(response));
  }
}

BOOST_AUTO_TEST_CASE(what_lies_behind_what_cannot_be_read_is_verified) {
  Books books;
  books.Do("DELETE FROM account WHERE member_id = (SELECT member_id FROM hold);"
           " UPDATE sale SET content = x'00' WHERE sale_no = 2;"
           " UPDATE sale SET refunds = 7 WHERE sale_no = 3");
  const v1::VerifyLedgerResponse response = books.Verify();
  BOOST_TEST(response.members() == 2);
  BOOST_TEST(response.sales() == 3);
  BOOST_TEST(WordsOf(response).find("counts 7 refunds") != std::string::npos, WordsOf(response));
}

BOOST_AUTO_TEST_CASE(a_printed_receipt_of_a_sale_that_was_given_up_is_whole) {
  Books books;
  const v1::Sale sale = books.Sell("", Books::Basket({1'000}));
  v1::CancelRequest cancel;
  cancel.set_sale_id(sale.sale_id());
  BOOST_REQUIRE_EQUAL(Why(books.Write(Cancel, kTill, cancel)), "OK");
  BOOST_REQUIRE_EQUAL(Why(books.Commit(sale, v1::DIFFERENCE_POLICY_RECORD)), "OK");
  const v1::VerifyLedgerResponse response = books.Verify();
  BOOST_TEST(response.faults_size() == 0, WordsOf(response));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
