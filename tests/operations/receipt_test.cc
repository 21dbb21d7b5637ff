// What becomes of receipts that are printed already, whatever the service thinks of them.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <vector>

#include "chain.h"
#include "tessera/base/identifier.h"
#include "tessera/operations/audit/verify_ledger.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/operations/members/replace_identifier.h"
#include "tessera/operations/sales/get_sale.h"
#include "tessera/operations/sales/identify.h"
#include "tessera/operations/sales/list_differences.h"
#include "tessera/operations/sales/list_pending_refunds.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/sync/see_terminal.h"
#include "tessera/operations/sync/submit_record.h"

namespace tessera::operations {
namespace {

struct Printed : Chain {
  Printed() { Publish(SampleProgram()); }
  ~Printed() {
    const v1::VerifyLedgerResponse verified = Verify();
    for (const v1::LedgerFault& fault : verified.faults()) {
      BOOST_ERROR(fault.code() + ": " + fault.message());
    }
  }
  std::vector<v1::SaleDifference> Differences() {
    const auto page = Read(ListDifferences, kHq, v1::ListDifferencesRequest());
    return {page->differences().begin(), page->differences().end()};
  }
  absl::StatusOr<v1::SaleResult> Record(const v1::Sale& sale) {
    return Commit(sale, v1::DIFFERENCE_POLICY_RECORD);
  }
  absl::Status Import(const v1::MemberImport& item) {
    return store().WriteAndWait([&](storage::Transaction& transaction) {
      return ImportMember(As(kHq), transaction, item);
    });
  }
  v1::MemberImport Change(const std::string& member_id, const std::string& card,
                          v1::MemberStatus status) {
    v1::MemberImport item;
    item.set_member_id(member_id);
    item.add_identifiers()->set_kind(v1::IDENTIFIER_KIND_CARD);
    item.mutable_identifiers(0)->set_value(card);
    item.set_status(status);
    return item;
  }
  // In the database or in its log.
  bool IsOnDisk(const std::string& text) {
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream file(path() + suffix, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }
};

void Scan(v1::Sale& sale, v1::IdentifierKind kind, const std::string& value) {
  sale.mutable_member()->mutable_identifier()->set_kind(kind);
  sale.mutable_member()->mutable_identifier()->set_value(value);
}

v1::OutboxRecord RefundOf(const v1::Sale& sale, const std::string& refund_id,
                          int64_t quantity_milli) {
  v1::OutboxRecord record;
  record.set_sequence(1);
  record.set_stands(true);
  v1::Refund& refund = *record.mutable_refund();
  refund.set_refund_id(refund_id);
  refund.set_sale_id(sale.sale_id());
  refund.set_store_id(kOtherTill.store_id);
  refund.set_terminal_id(kOtherTill.terminal_id);
  refund.add_lines()->set_line_no(1);
  refund.mutable_lines(0)->set_quantity_milli(quantity_milli);
  return record;
}

BOOST_FIXTURE_TEST_SUITE(receipt, Printed)

BOOST_AUTO_TEST_CASE(a_scanned_number_is_never_stored_in_clear) {
  const std::string member_id = AddMember("SECRET-CARD-0001", 0);
  v1::Sale known = Sell(member_id, Basket({10'000}));
  Scan(known, v1::IDENTIFIER_KIND_CARD, "SECRET-CARD-0001");
  const auto first = Commit(known);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  BOOST_TEST(first->member_id() == member_id);
  v1::Sale unknown = Sell(member_id, Basket({10'000}));
  Scan(unknown, v1::IDENTIFIER_KIND_PHONE, "79005550177");
  BOOST_REQUIRE_EQUAL(Why(Record(unknown)), "OK");
  BOOST_TEST(IsOnDisk(known.store_id()));
  BOOST_TEST(!IsOnDisk("SECRET-CARD-0001"));
  BOOST_TEST(!IsOnDisk("9005550177"));
  BOOST_TEST(Commit(known)->SerializeAsString() == first->SerializeAsString());
  v1::GetSaleRequest get;
  get.set_sale_id(unknown.sale_id());
  BOOST_TEST(Why(Read(GetSale, kHq, get)) == "OK");
}

BOOST_AUTO_TEST_CASE(a_till_whose_clock_is_wrong_still_gets_its_receipts_booked) {
  const std::string member_id = AddMember("CARD-0001", 0);
  for (const int64_t quoted_at_us :
       {(now + Days(2)).us, (now - Days(367)).us, int64_t{0}, std::numeric_limits<int64_t>::max(),
        std::numeric_limits<int64_t>::min()}) {
    v1::Sale sale = Sell(member_id, Basket({10'000}));
    sale.set_quoted_at_us(quoted_at_us);
    if (quoted_at_us > now.us) BOOST_TEST(Why(Commit(sale)) == "QUOTED_AT_INVALID");
    const auto booked = Record(sale);
    BOOST_REQUIRE_EQUAL(Why(booked), "OK");
    BOOST_TEST(booked->differs());
    BOOST_TEST(booked->earned_active_from_us() == now.us);
    BOOST_TEST(Differences().back().reason() == "CLOCK_WRONG");
  }
  v1::Sale late = Sell(member_id, Basket({10'000}));
  late.set_quoted_at_us((now - Days(365)).us);
  BOOST_REQUIRE_EQUAL(Why(Record(late)), "OK");
  BOOST_TEST(Differences().size() == 5U);
}

BOOST_AUTO_TEST_CASE(where_member_and_program_are_unknown_the_points_stay_visible) {
  v1::Sale sale = Sell(AddMember("CARD-0001", 300), Basket({10'000}));
  sale.mutable_member()->set_identifier_hash(std::string(16, 'x'));
  sale.set_program_version(9);
  sale.mutable_shown(0)->set_spent_points(7);
  sale.mutable_shown_receipt()->set_spent_points(7);
  BOOST_REQUIRE_EQUAL(Why(Record(sale)), "OK");
  const auto differences = Differences();
  BOOST_REQUIRE_EQUAL(differences.size(), 2U);
  const v1::SaleDifference& unknown =
      differences[0].reason() == "MEMBER_UNKNOWN" ? differences[0] : differences[1];
  BOOST_TEST(unknown.reason() == "MEMBER_UNKNOWN");
  BOOST_TEST(unknown.earned_points() == 90);
  BOOST_TEST(unknown.overdraft_points() == 7);
}

BOOST_AUTO_TEST_CASE(a_receipt_of_an_unknown_version_may_have_spent_points) {
  const std::string member_id = AddMember("CARD-0001", 300);
  v1::Basket basket = Basket({10'000});
  basket.set_redeem_points(40);
  v1::Sale sale = Sell(member_id, basket);
  sale.set_program_version(9);
  const auto booked = Record(sale);
  BOOST_REQUIRE_EQUAL(Why(booked), "OK");
  BOOST_TEST(booked->spent_points() == 40);
  BOOST_TEST(booked->earned_points() == 50);
  BOOST_TEST(Member(member_id).balance_points() == 310);
  BOOST_REQUIRE_EQUAL(Differences().size(), 1U);
  BOOST_TEST(Differences()[0].reason() == "PROGRAM_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(what_an_unknown_version_rounds_is_rounded_as_all_versions_do) {
  v1::Program program = SampleProgram();
  program.set_rounding(v1::ROUNDING_DOWN);
  Publish(program);
  v1::Basket basket = Basket({101});
  basket.mutable_lines(0)->set_quantity_milli(500);
  v1::Sale sale = Sell("", basket);
  sale.set_program_version(9);
  BOOST_REQUIRE_EQUAL(Why(Record(sale)), "OK");
  v1::GetSaleRequest get;
  get.set_sale_id(sale.sale_id());
  BOOST_TEST(Read(GetSale, kHq, get)->sale().gross_minor() == 50);
}

BOOST_AUTO_TEST_CASE(a_card_that_was_replaced_before_its_receipt_arrived_was_good_when_it_was_printed) {
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::Sale sale = Sell(member_id, Basket({10'000}));
  Scan(sale, v1::IDENTIFIER_KIND_CARD, "CARD-0001");
  v1::ReplaceIdentifierRequest replace;
  replace.set_change_id(NewId());
  replace.mutable_lost()->set_kind(v1::IDENTIFIER_KIND_CARD);
  replace.mutable_lost()->set_value("CARD-0001");
  BOOST_REQUIRE_EQUAL(Why(Write(ReplaceIdentifier, kHq, replace)), "OK");
  BOOST_TEST(Why(Commit(sale)) == "IDENTIFIER_BLOCKED");
  const auto booked = Record(sale);
  BOOST_REQUIRE_EQUAL(Why(booked), "OK");
  BOOST_TEST(booked->member_id() == member_id);
  BOOST_TEST(Member(member_id).balance_points() == 90);
}

BOOST_AUTO_TEST_CASE(a_deposit_given_back_is_sold_and_returned) {
  const std::string member_id = AddMember("CARD-0001", 0);
  for (const int64_t price : {int64_t{10'000}, int64_t{1'000}}) {
    v1::Basket basket = Basket({price, -4'000});
    basket.mutable_lines(1)->set_quantity_milli(2'000);
    const v1::Sale sale = Sell(member_id, basket);
    BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
    v1::RefundRequest request;
    *request.mutable_refund() = RefundOf(sale, NewId(), 500).refund();
    const auto part = Write(Refund, kOtherTill, request);
    BOOST_REQUIRE_EQUAL(Why(part), "OK");
    request.mutable_refund()->set_refund_id(NewId());
    request.mutable_refund()->clear_lines();
    request.mutable_refund()->add_lines()->set_line_no(2);
    request.mutable_refund()->mutable_lines(0)->set_quantity_milli(1'000);
    const auto deposit = Write(Refund, kOtherTill, request);
    BOOST_REQUIRE_EQUAL(Why(deposit), "OK");
    BOOST_TEST(deposit->result().net_minor() == -4'000);
    BOOST_TEST(Verify().faults_size() == 0);
    request.mutable_refund()->set_refund_id(NewId());
    request.mutable_refund()->clear_lines();
    BOOST_REQUIRE_EQUAL(Why(Write(Refund, kOtherTill, request)), "OK");
  }
  BOOST_TEST(Member(member_id).balance_points() == 0);
  v1::Sale sale = Sell("", Basket({10'000, -4'000}));
  sale.mutable_shown(1)->set_discount_minor(1);
  BOOST_TEST(Why(Record(sale)) == "SHOWN_INVALID");
}

BOOST_AUTO_TEST_CASE(a_blocked_member_is_refused_until_the_receipt_is_printed) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::Sale before = Sell(member_id, Basket({10'000}));
  BOOST_TEST(Import(Change(member_id, "CARD-0001", v1::MEMBER_STATUS_BLOCKED)).ok());
  BOOST_TEST(Import(Change(member_id, "CARD-0001", v1::MEMBER_STATUS_UNSPECIFIED)).ok());
  v1::IdentifyRequest identify;
  identify.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  identify.mutable_identifier()->set_value("CARD-0001");
  BOOST_TEST(Why(Read(Identify, kTill, identify)) == "MEMBER_BLOCKED");
  BOOST_TEST(Why(Read(Quote, kTill, Ask(member_id, Basket({10'000})))) == "MEMBER_BLOCKED");
  BOOST_TEST(Why(Commit(before)) == "MEMBER_BLOCKED");
  const auto booked = Record(before);
  BOOST_REQUIRE_EQUAL(Why(booked), "OK");
  BOOST_TEST(booked->earned_points() == 90);
  BOOST_TEST(Differences().back().reason() == "MEMBER_BLOCKED");

  v1::Sale promised = Sell("", Basket({10'000}));
  Scan(promised, v1::IDENTIFIER_KIND_CARD, "CARD-0001");
  promised.set_quoted_offline(true);
  const auto late = Record(promised);
  BOOST_REQUIRE_EQUAL(Why(late), "OK");
  BOOST_TEST(late->member_id() == member_id);
  BOOST_TEST(late->earned_points() == 0);

  BOOST_TEST(Import(Change(member_id, "CARD-0001", v1::MEMBER_STATUS_ACTIVE)).ok());
  BOOST_TEST(Why(Read(Identify, kTill, identify)) == "OK");
  BOOST_TEST(ReasonOf(Import(Change(member_id, "CARD-0001", static_cast<v1::MemberStatus>(7)))) ==
             "STATUS_INVALID");
}

BOOST_AUTO_TEST_CASE(a_refund_that_overtakes_its_sale_is_booked_with_it) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member_id, Basket({10'000}));
  v1::OutboxRecord record = RefundOf(sale, NewId(), 400);
  const auto kept = Write(SubmitRecord, kOtherTill, record);
  BOOST_REQUIRE_EQUAL(Why(kept), "OK");
  BOOST_TEST(kept->reason() == "");
  BOOST_TEST(kept->refund().refund_id() == record.refund().refund_id());
  BOOST_TEST(kept->refund().refunded_at_us() == 0);
  BOOST_TEST(Write(SubmitRecord, kOtherTill, record)->SerializeAsString() ==
             kept->SerializeAsString());
  v1::OutboxRecord other = record;
  other.mutable_refund()->mutable_lines(0)->set_quantity_milli(1);
  BOOST_TEST(Write(SubmitRecord, kOtherTill, other)->reason() == "REFUND_ID_REUSED");
  record.set_stands(false);
  BOOST_TEST(Write(SubmitRecord, kOtherTill, record)->reason() == "SALE_UNKNOWN");

  const auto waiting = Read(ListPendingRefunds, kHq, v1::ListPendingRefundsRequest());
  BOOST_REQUIRE_EQUAL(waiting->refunds_size(), 1);
  BOOST_TEST(waiting->refunds(0).refund().sale_id() == sale.sale_id());
  BOOST_TEST(waiting->refunds(0).received_at_us() == now.us);
  const auto sold = Record(sale);
  BOOST_REQUIRE_EQUAL(Why(sold), "OK");
  BOOST_TEST(Read(ListPendingRefunds, kHq, v1::ListPendingRefundsRequest())->refunds_size() == 0);
  BOOST_TEST(sold->earned_points() == 90);
  BOOST_TEST(Member(member_id).balance_points() == 54);
  BOOST_TEST(Write(SubmitRecord, kOtherTill, record)->refund().net_minor() == 3'600);
  BOOST_TEST(Differences().empty());
}

BOOST_AUTO_TEST_CASE(a_kept_refund_that_the_sale_does_not_bear_is_reported_and_stays) {
  const v1::Sale sale = Sell("", Basket({10'000}));
  const v1::OutboxRecord fits = RefundOf(sale, NewId(), 600);
  const v1::OutboxRecord exceeds = RefundOf(sale, NewId(), 401);
  for (const v1::OutboxRecord& record : {fits, exceeds}) {
    BOOST_TEST(Write(SubmitRecord, kOtherTill, record)->reason() == "");
  }
  BOOST_REQUIRE_EQUAL(Why(Record(sale)), "OK");
  BOOST_REQUIRE_EQUAL(Differences().size(), 1U);
  BOOST_TEST(Differences()[0].reason() == "REFUND_REFUSED");
  v1::GetSaleRequest get;
  get.set_sale_id(sale.sale_id());
  BOOST_TEST(Read(GetSale, kHq, get)->sale().refunds() == 1);
  const auto sale_id = SaleId::Parse(sale.sale_id(), "sale_id");
  const absl::Status read = store().Read([&](storage::ReadTransaction& transaction) {
    BOOST_TEST(transaction.ListPendingRefunds(*sale_id)->size() == 1U);
    return absl::OkStatus();
  });
  BOOST_TEST(read.ok());
}

// The sum of all that a member bought does not fit any more: the last of what a sale writes is refused.
BOOST_AUTO_TEST_CASE(nothing_of_a_refused_record_stays) {
  v1::Program program = ProgramOf(R"(
stamp_cards: [{card_id: six, name: Six, full_stamps: 6}]
offers:
  - offer_id: stamp
    name: A stamp
    limits: {uses_per_member: 9}
    effects: [{stamps: {card_id: six, stamps: 1}}]
)");
  program.set_program_id("club");
  Publish(program);
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member_id, Basket({10'000}));
  const auto spent = [&](int64_t minor) {
    const absl::Status status = store().WriteAndWait([&](storage::Transaction& transaction) {
      ledger::Purchases purchases;
      purchases.spend = Money(minor);
      return transaction.SavePurchases(*MemberId::Parse(member_id, ""), purchases);
    });
    BOOST_TEST(status.ok());
  };
  spent(std::numeric_limits<int64_t>::max());
  v1::OutboxRecord record;
  record.set_sequence(1);
  *record.mutable_sale() = sale;
  for (int i = 0; i < 3; ++i) {
    const auto refused = Write(SubmitRecord, kTill, record);
    BOOST_REQUIRE_EQUAL(Why(refused), "OK");
    BOOST_TEST(refused->reason() == "AMOUNT_OVERFLOW");
    BOOST_TEST(!refused->has_sale());
    BOOST_TEST(Member(member_id).stamps_size() == 0);
  }
  spent(0);
  BOOST_TEST(Write(SubmitRecord, kTill, record)->reason() == "");
  BOOST_REQUIRE(Member(member_id).stamps_size() == 1);
  BOOST_TEST(Member(member_id).stamps(0).stamps() == 1);
}

BOOST_AUTO_TEST_CASE(a_kept_refund_whose_id_was_used_meanwhile_does_not_stop_its_sale) {
  const v1::Sale first = Sell("", Basket({10'000}));
  const v1::Sale second = Sell("", Basket({10'000}));
  const v1::OutboxRecord kept = RefundOf(second, NewId(), 400);
  BOOST_TEST(Write(SubmitRecord, kOtherTill, kept)->reason() == "");
  BOOST_REQUIRE_EQUAL(Why(Record(first)), "OK");
  BOOST_TEST(Write(SubmitRecord, kOtherTill, RefundOf(first, kept.refund().refund_id(), 400))
                 ->reason() == "");
  BOOST_REQUIRE_EQUAL(Why(Record(second)), "OK");
  BOOST_REQUIRE_EQUAL(Differences().size(), 1U);
  BOOST_TEST(Differences()[0].reason() == "REFUND_REFUSED");
}

BOOST_AUTO_TEST_CASE(a_terminal_that_says_nothing_new_keeps_its_report) {
  v1::WatchRequest request;
  request.set_store_id("store-1");
  request.set_terminal_id("till-1");
  const auto report = [&] {
    v1::TerminalReport kept;
    const absl::Status status = store().WriteAndWait([&](storage::Transaction& transaction) {
      return SeeTerminal(As(kTill), transaction, request);
    });
    BOOST_TEST(status.ok());
    const absl::Status read = store().Read([&](storage::ReadTransaction& transaction) {
      const auto terminal = transaction.FindTerminal("store-1", "till-1");
      BOOST_TEST(kept.ParseFromString((*terminal)->report));
      BOOST_TEST((*terminal)->seen_at.us == now.us);
      return absl::OkStatus();
    });
    BOOST_TEST(read.ok());
    return kept;
  };
  request.mutable_report()->set_parked_records(3);
  BOOST_TEST(report().parked_records() == 3);
  now = now + Seconds(9);
  request.clear_report();
  BOOST_TEST(report().parked_records() == 3);
  request.mutable_report()->set_plugin_version(std::string(5'000, 'x'));
  BOOST_TEST(report().parked_records() == 3);
}

BOOST_AUTO_TEST_CASE(a_check_of_the_ledger_ends_when_nobody_waits_for_it) {
  for (int i = 0; i < 3; ++i) AddMember("CARD-000" + std::to_string(i), 10);
  int asked = 0;
  Context context = As(kHq);
  context.still_wanted = [&asked]() -> absl::Status {
    return ++asked < 3 ? absl::OkStatus() : absl::CancelledError("gone");
  };
  const absl::Status read = store().Read([&](storage::ReadTransaction& transaction) {
    return VerifyLedger(context, transaction, v1::VerifyLedgerRequest()).status();
  });
  BOOST_TEST(absl::IsCancelled(read));
  BOOST_TEST(asked == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
