#include <boost/test/unit_test.hpp>

#include <string>

#include "absl/strings/str_format.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Folder;
using plugin::Outbox;
using plugin::OutboxNote;

namespace {

std::string SaleNumber(int number) {
  return absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number);
}

// Without a member.
v1::OutboxRecord SaleRecord(int number, int64_t discount) {
  v1::OutboxRecord record;
  record.mutable_sale()->set_sale_id(SaleNumber(number));
  record.mutable_sale()->set_quoted_at_us(1'000);
  v1::ShownOffer* offer = record.mutable_sale()->mutable_shown_receipt()->add_offers();
  offer->set_offer_id("rare");
  offer->set_discount_minor(discount);
  offer->set_points(2);
  return record;
}

struct Fixture {
  fakes::TemporaryFolder place;
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Outbox> outbox = Outbox::Open(*folder).value();

  void Reopen() {
    outbox.reset();
    outbox = Outbox::Open(*folder).value();
  }
  // As "sales discount points".
  std::string Uses(const std::string& but_for_sale = "") {
    const plugin::OwnUses uses = outbox->UsesOf("rare", but_for_sale);
    return absl::StrFormat("%d %d %d", uses.sales, uses.discount.value(), uses.points.value());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(uses_of_an_offer_count_until_the_cache_shows_them, Fixture) {
  const int64_t first = outbox->Append(SaleRecord(1, 50), {})->sequence;
  const int64_t second = outbox->Append(SaleRecord(2, 70), {})->sequence;
  BOOST_TEST(Uses() == "2 120 4");
  BOOST_TEST(Uses(SaleNumber(2)) == "1 50 2");
  BOOST_TEST(outbox->UsesOf("common", "").sales == 0);
  Reopen();
  BOOST_TEST(Uses() == "2 120 4");
  v1::SubmittedRecord booked;
  booked.set_sequence(first);
  booked.mutable_sale()->set_committed_at_us(5'000);
  v1::SubmittedRecord refused;
  refused.set_sequence(second);
  refused.set_reason("SALE_INVALID");
  outbox->Settle({booked, refused});
  BOOST_TEST(Uses() == "2 120 4");
  Reopen();
  BOOST_TEST(Uses() == "2 120 4");
  outbox->NoteShown(Instant{5'001});
  BOOST_TEST(Uses() == "1 70 2");
  Reopen();
  BOOST_TEST(Uses() == "1 70 2");
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_came_late_settles_its_sale_once, Fixture) {
  const int64_t sequence = outbox->Append(SaleRecord(1, 50), {})->sequence;
  v1::SaleResult result;
  result.set_sale_id(SaleNumber(2));
  outbox->SettleLate(result);
  BOOST_TEST(outbox->counts().pending == 1);
  result.set_sale_id(SaleNumber(1));
  result.set_committed_at_us(5'000);
  outbox->SettleLate(result);
  outbox->SettleLate(result);
  // The same, by the delivery that was under way.
  v1::SubmittedRecord answer;
  answer.set_sequence(sequence);
  *answer.mutable_sale() = result;
  outbox->Settle({answer});
  BOOST_TEST(outbox->counts().pending == 0);
  BOOST_TEST(Uses() == "1 50 2");
  Reopen();
  BOOST_TEST(outbox->counts().pending == 0);
  BOOST_TEST(outbox->FindSale(SaleNumber(1))->value().answer.has_value());
  BOOST_TEST(Uses() == "1 50 2");
}

BOOST_FIXTURE_TEST_CASE(sales_that_spend_points_of_an_account_are_counted_with_reservations, Fixture) {
  const Instant now{1'000};
  OutboxNote note;
  note.member_id = "m";
  note.account_id = "family";
  BOOST_REQUIRE(outbox->Append(SaleRecord(1, 0), note).ok());
  BOOST_TEST(outbox->SpendingSalesOf("family", "", now) == 0);
  note.spent = Points(5);
  BOOST_REQUIRE(outbox->Append(SaleRecord(2, 0), note).ok());
  BOOST_REQUIRE(
      outbox->Reserve({SaleNumber(3), "m", "family", Points(5), Instant{2'000}}).ok());
  BOOST_TEST(outbox->SpendingSalesOf("family", "", now) == 2);
  BOOST_TEST(outbox->SpendingSalesOf("family", SaleNumber(2), now) == 1);
  BOOST_TEST(outbox->SpendingSalesOf("family", SaleNumber(3), now) == 1);
  BOOST_TEST(outbox->SpendingSalesOf("m", "", now) == 0);
}
