// A file's worth of rows over one stream: each settled alone, acknowledged when it is on the disk.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "import_fixture.h"
#include "tessera/v1/voucher_service.grpc.pb.h"

namespace tessera::tests {
namespace {

using Answer = ImportAnswer;

BOOST_FIXTURE_TEST_SUITE(import, ImportFixture)

BOOST_AUTO_TEST_CASE(members_are_added_and_sent_again_change_nothing) {
  const auto rows = Members(700, 50);
  const Answer first = Send(Options(v1::IMPORT_KIND_MEMBERS), rows);
  BOOST_TEST_REQUIRE(first.outcome.ok(), first.outcome.message);
  BOOST_TEST(first.acknowledged == 700);
  BOOST_TEST(first.summary.rows() == 700);
  BOOST_TEST(first.summary.added() == 700);
  BOOST_TEST(first.reasons.empty());
  BOOST_TEST(Member(700).member().balance_points() == 50);
  const Answer again = Send(Options(v1::IMPORT_KIND_MEMBERS), rows, 1'000);
  BOOST_TEST(again.summary.unchanged() == 700);
  BOOST_TEST(Member(700).member().balance_points() == 50);
}

BOOST_AUTO_TEST_CASE(a_bad_row_is_told_and_the_others_stand) {
  auto rows = Members(5);
  rows[1].mutable_member()->set_member_id("nobody");
  rows[3].mutable_member()->mutable_identifiers(0)->set_value(CardOf(1));
  const Answer answer = Send(Options(v1::IMPORT_KIND_MEMBERS), rows);
  BOOST_TEST(answer.outcome.ok());
  BOOST_TEST((answer.reasons == std::map<int64_t, std::string>{{2, "ID_INVALID"}, {4, "IDENTIFIER_TAKEN"}}));
  BOOST_TEST(answer.summary.added() == 3);
  BOOST_TEST(answer.summary.rejected() == 2);
  BOOST_TEST(answer.summary.rejections_size() == 2);
  BOOST_TEST(Member(5).member().masked_name() == "Anna K.");
  Member(4);
  BOOST_TEST(found.reason == "MEMBER_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(a_trial_says_the_same_and_keeps_nothing) {
  auto rows = Members(5);
  rows[3].mutable_member()->mutable_identifiers(0)->set_value(CardOf(1));
  const Answer answer = Send(Options(v1::IMPORT_KIND_MEMBERS, true), rows);
  BOOST_TEST_REQUIRE(answer.outcome.ok(), answer.outcome.message);
  BOOST_TEST((answer.reasons == std::map<int64_t, std::string>{{4, "IDENTIFIER_TAKEN"}}));
  BOOST_TEST(answer.summary.added() == 4);
  Member(1);
  BOOST_TEST(found.reason == "MEMBER_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(what_is_doubtful_stands_with_a_warning) {
  auto rows = Members(2);
  rows[0].mutable_member()->clear_full_name();
  rows[0].mutable_member()->set_birth_year(1900);
  rows[0].mutable_member()->set_birth_month(1);
  rows[0].mutable_member()->set_birth_day(1);
  (*rows[1].mutable_member()->mutable_attributes())["email"] = "anna at example";
  const Answer answer = Send(Options(v1::IMPORT_KIND_MEMBERS), rows);
  BOOST_TEST(answer.summary.added() == 2);
  BOOST_TEST(answer.warnings.at(1) == "NAME_MISSINGCONTACT_MISSINGDATE_UNLIKELY");
  BOOST_TEST(answer.warnings.at(2) == "CONTACT_UNREACHABLE");
}

BOOST_AUTO_TEST_CASE(cards_and_balances_follow_their_members_once) {
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), Members(1)).outcome.ok());
  v1::ImportRow card;
  card.set_row_no(1);
  card.mutable_card()->mutable_member()->set_member_id(MakeMember(1).member_id());
  card.mutable_card()->mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  card.mutable_card()->mutable_identifier()->set_value("2900000000018");
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_CARDS), {card}).summary.added() == 1);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_CARDS), {card}).summary.unchanged() == 1);
  card.mutable_card()->set_out_of_use(true);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_CARDS), {card}).summary.changed() == 1);

  v1::ImportRow balance;
  balance.set_row_no(1);
  balance.mutable_balance()->set_balance_id(NewId());
  *balance.mutable_balance()->mutable_member()->mutable_identifier() =
      MakeMember(1).identifiers(0);
  balance.mutable_balance()->set_add_points(70);
  balance.mutable_balance()->set_wallet_minor(500);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_BALANCES), {balance}).summary.added() == 1);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_BALANCES), {balance}).summary.unchanged() == 1);
  BOOST_TEST(Member(1).member().balance_points() == 70);
  balance.mutable_balance()->set_add_points(71);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_BALANCES), {balance}).reasons.at(1) == "CHANGE_ID_REUSED");
}

BOOST_AUTO_TEST_CASE(gift_cards_and_goods_are_known_afterwards) {
  v1::ImportRow card;
  card.set_row_no(1);
  card.mutable_gift_card()->set_code("GIFT-0001");
  card.mutable_gift_card()->set_balance_minor(100'000);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_GIFT_CARDS), {card}).summary.added() == 1);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_GIFT_CARDS), {card}).summary.unchanged() == 1);
  card.mutable_gift_card()->set_balance_minor(200'000);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_GIFT_CARDS), {card}).reasons.at(1) == "CARD_IN_USE");
  v1::GetGiftCardRequest request;
  request.set_code("GIFT-0001");
  v1::GetGiftCardResponse response;
  BOOST_TEST(Call<v1::VoucherService>(channel, &v1::VoucherService::Stub::GetGiftCard, request,
                                      &response)
                 .ok());
  BOOST_TEST(response.card().balance_minor() == 100'000);

  v1::ImportRow product;
  product.set_row_no(1);
  product.mutable_product()->set_sku("milk");
  product.mutable_product()->set_unit_cost_minor(4'200);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_PRODUCTS), {product}).summary.added() == 1);
  product.mutable_product()->set_unit_cost_minor(4'300);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_PRODUCTS), {product}).summary.changed() == 1);
  v1::ImportRow coupon;
  coupon.set_row_no(1);
  coupon.mutable_coupon()->set_code("SUMMER-1");
  coupon.mutable_coupon()->set_batch_id("none");
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_COUPONS), {coupon}).reasons.at(1) == "BATCH_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(a_stream_that_makes_no_sense_is_refused) {
  auto rows = Members(3);
  BOOST_TEST(Send({}, rows).outcome.reason == "IMPORT_KIND_INVALID");
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_CARDS), rows).outcome.reason == "ROW_KIND_WRONG");
  rows[2].set_row_no(1);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), rows).outcome.reason == "ROW_NO_INVALID");
  rows = Members(1);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), rows, 1, "hq/anna reader").outcome.reason ==
             "ROLE_REQUIRED");
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), {}).outcome.ok());
}

BOOST_AUTO_TEST_CASE(two_imports_run_at_once_and_no_third) {
  const auto stub = v1::BulkService::NewStub(channel);
  grpc::ClientContext contexts[2];
  std::unique_ptr<grpc::ClientReaderWriter<v1::ImportRequest, v1::ImportResponse>> streams[2];
  v1::ImportRequest request;
  *request.mutable_options() = Options(v1::IMPORT_KIND_MEMBERS);
  *request.add_rows() = Members(1)[0];
  v1::ImportResponse response;
  for (int i = 0; i < 2; ++i) {
    streams[i] = stub->Import(&contexts[i]);
    BOOST_TEST(streams[i]->Write(request));
    BOOST_TEST(streams[i]->Read(&response));  // it runs
  }
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), Members(1)).outcome.reason == "IMPORT_RUNNING");
  contexts[0].TryCancel();
  streams[0]->Finish();
  streams[1]->WritesDone();
  while (streams[1]->Read(&response)) {
  }
  BOOST_TEST(streams[1]->Finish().ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
