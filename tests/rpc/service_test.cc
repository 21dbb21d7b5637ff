// Every method over the wire, on a real store.
#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/ledger_service.grpc.pb.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/program_service.grpc.pb.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

using support::CardOf;
using support::MakeMember;

struct Chain {
  Chain() : channel(Connect(service.address())) {
    service.PublishYaml(kProgramYaml);
    service.Import({MakeMember(1, 500), MakeMember(2, 0)});
  }

  v1::QuoteResponse Quote(const v1::QuoteRequest& request) const {
    v1::QuoteResponse response;
    const Outcome outcome = Call<v1::SaleService>(channel, &v1::SaleService::Stub::Quote, request, &response);
    BOOST_TEST_REQUIRE(outcome.ok(), outcome.reason << " " << outcome.message);
    return response;
  }

  v1::CommitResponse Commit(const v1::CommitRequest& request) const {
    v1::CommitResponse response;
    const Outcome outcome =
        Call<v1::SaleService>(channel, &v1::SaleService::Stub::Commit, request, &response);
    BOOST_TEST_REQUIRE(outcome.ok(), outcome.reason << " " << outcome.message);
    return response;
  }

  support::TestService service;
  std::shared_ptr<grpc::Channel> channel;
};

BOOST_FIXTURE_TEST_SUITE(over_the_wire, Chain)

BOOST_AUTO_TEST_CASE(a_card_is_identified) {
  v1::IdentifyRequest request;
  request.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  request.mutable_identifier()->set_value(CardOf(1));
  v1::IdentifyResponse response;
  const Outcome outcome =
      Call<v1::SaleService>(channel, &v1::SaleService::Stub::Identify, request, &response);
  BOOST_TEST(outcome.ok(), outcome.message);
  BOOST_TEST(response.member().balance_points() == 500);
  BOOST_TEST(outcome.request_id.size() == 16U);
}

BOOST_AUTO_TEST_CASE(an_error_carries_reason_and_field) {
  v1::IdentifyRequest request;
  request.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  request.mutable_identifier()->set_value("99999999");
  v1::IdentifyResponse response;
  Outcome outcome =
      Call<v1::SaleService>(channel, &v1::SaleService::Stub::Identify, request, &response);
  BOOST_TEST(outcome.code == grpc::StatusCode::NOT_FOUND);
  BOOST_TEST(outcome.reason == "MEMBER_UNKNOWN");

  v1::QuoteRequest quote = MakeQuote(NewId(), CardOf(1));
  quote.mutable_basket()->mutable_lines(0)->set_quantity_milli(-1);
  v1::QuoteResponse ignored;
  outcome = Call<v1::SaleService>(channel, &v1::SaleService::Stub::Quote, quote, &ignored);
  BOOST_TEST(outcome.code == grpc::StatusCode::INVALID_ARGUMENT);
  BOOST_TEST(outcome.reason == "QUANTITY_INVALID");
  BOOST_TEST(outcome.field.find("lines[0]") != std::string::npos, outcome.field);
}

BOOST_AUTO_TEST_CASE(a_sale_is_quoted_committed_listed_and_refunded) {
  const v1::QuoteRequest request = MakeQuote(NewId(), CardOf(1));
  const v1::QuoteResponse quote = Quote(request);
  BOOST_TEST(quote.evaluation().total_minor() == 18'000);
  const v1::CommitRequest commit = MakeCommit(request, quote);
  const v1::CommitResponse first = Commit(commit);
  BOOST_TEST(first.result().earned_points() == 18);
  const v1::CommitResponse replay = Commit(commit);
  BOOST_TEST(replay.SerializeAsString() == first.SerializeAsString());

  v1::ListSalesResponse sales;
  BOOST_TEST(Call<v1::LedgerService>(channel, &v1::LedgerService::Stub::ListSales,
                                     v1::ListSalesRequest(), &sales)
                 .ok());
  BOOST_TEST(sales.sales_size() == 1);
  v1::GetSaleRequest which;
  which.set_sale_id(request.sale_id());
  v1::GetSaleResponse sale;
  BOOST_TEST(
      Call<v1::LedgerService>(channel, &v1::LedgerService::Stub::GetSale, which, &sale).ok());
  BOOST_TEST(sale.sale().total_minor() == 18'000);

  v1::RefundRequest refund;
  refund.mutable_refund()->set_refund_id(NewId());
  refund.mutable_refund()->set_sale_id(request.sale_id());
  refund.mutable_refund()->set_store_id("1");
  refund.mutable_refund()->set_terminal_id("1");
  v1::RefundResponse refunded;
  const Outcome outcome =
      Call<v1::SaleService>(channel, &v1::SaleService::Stub::Refund, refund, &refunded);
  BOOST_TEST(outcome.ok(), outcome.message);
  BOOST_TEST(refunded.result().net_minor() == 18'000);
  BOOST_TEST(refunded.result().revoked_points() == 18);

  v1::VerifyLedgerResponse check;
  BOOST_TEST(Call<v1::LedgerService>(channel, &v1::LedgerService::Stub::VerifyLedger,
                                     v1::VerifyLedgerRequest(), &check)
                 .ok());
  BOOST_TEST(check.faults_size() == 0);
  BOOST_TEST(check.members() == 2);
}

BOOST_AUTO_TEST_CASE(points_are_held_and_the_hold_is_cancelled) {
  v1::RedeemRequest redeem;
  *redeem.mutable_quote() = MakeQuote(NewId(), CardOf(1));
  redeem.mutable_quote()->mutable_basket()->set_redeem_points(50);
  v1::RedeemResponse held;
  Outcome outcome = Call<v1::SaleService>(channel, &v1::SaleService::Stub::Redeem, redeem, &held);
  BOOST_TEST(outcome.ok(), outcome.message);
  BOOST_TEST(held.quote().evaluation().redeemed_minor() == 5'000);
  v1::CancelRequest cancel;
  cancel.set_sale_id(redeem.quote().sale_id());
  v1::CancelResponse cancelled;
  outcome = Call<v1::SaleService>(channel, &v1::SaleService::Stub::Cancel, cancel, &cancelled);
  BOOST_TEST(outcome.ok(), outcome.message);
}

BOOST_AUTO_TEST_CASE(a_member_is_enrolled_shown_and_adjusted) {
  v1::EnrolRequest enrol;
  enrol.set_enrolment_id(NewId());
  v1::Identifier* card = enrol.add_identifiers();
  card->set_kind(v1::IDENTIFIER_KIND_CARD);
  card->set_value(CardOf(77));
  enrol.mutable_consent()->set_text_version("1");
  enrol.mutable_consent()->set_given_at_us(1'700'000'000'000'000);
  enrol.mutable_consent()->set_channel("till");
  enrol.set_store_id("1");
  v1::EnrolResponse enrolled;
  Outcome outcome = Call<v1::SaleService>(channel, &v1::SaleService::Stub::Enrol, enrol, &enrolled);
  BOOST_TEST_REQUIRE(outcome.ok(), outcome.message);

  v1::AdjustPointsRequest adjust;
  adjust.set_adjustment_id(NewId());
  adjust.mutable_member()->set_member_id(enrolled.member().member_id());
  adjust.set_points(40);
  adjust.set_comment("sorry");
  v1::AdjustPointsResponse adjusted;
  outcome =
      Call<v1::MemberService>(channel, &v1::MemberService::Stub::AdjustPoints, adjust, &adjusted);
  BOOST_TEST(outcome.ok(), outcome.message);

  v1::GetMemberRequest get;
  *get.mutable_member() = adjust.member();
  v1::GetMemberResponse got;
  BOOST_TEST(Call<v1::MemberService>(channel, &v1::MemberService::Stub::GetMember, get, &got).ok());
  BOOST_TEST(got.member().balance_points() == 40);
  v1::ListEntriesRequest list;
  *list.mutable_member() = adjust.member();
  v1::ListEntriesResponse entries;
  BOOST_TEST(
      Call<v1::MemberService>(channel, &v1::MemberService::Stub::ListEntries, list, &entries).ok());
  BOOST_TEST(entries.entries_size() == 1);
}

BOOST_AUTO_TEST_CASE(each_imported_member_succeeds_or_fails_alone) {
  v1::ImportMembersRequest request;
  *request.add_members() = MakeMember(3, 5);
  *request.add_members() = MakeMember(4, -5);
  *request.add_members() = MakeMember(5, 7);
  *request.add_members() = MakeMember(6, 0);
  request.mutable_members(3)->mutable_identifiers(0)->set_value(CardOf(1));
  v1::ImportMembersResponse response;
  const Outcome outcome = Call<v1::MemberService>(
      channel, &v1::MemberService::Stub::ImportMembers, request, &response);
  BOOST_TEST_REQUIRE(outcome.ok(), outcome.message);
  BOOST_TEST_REQUIRE(response.items_size() == 4);
  BOOST_TEST(response.items(0).reason() == "");
  BOOST_TEST(response.items(1).reason() != "");
  BOOST_TEST(response.items(2).reason() == "");
  BOOST_TEST(response.items(3).reason() == "IDENTIFIER_TAKEN");
  BOOST_TEST(response.items(2).member_id() == request.members(2).member_id());
}

BOOST_AUTO_TEST_CASE(a_program_is_checked_published_and_shown) {
  v1::GetProgramResponse live;
  BOOST_TEST(Call<v1::ProgramService>(channel, &v1::ProgramService::Stub::GetProgram,
                                      v1::GetProgramRequest(), &live)
                 .ok());
  BOOST_TEST(live.version().version() == 1);
  v1::CheckProgramRequest check;
  *check.mutable_program() = live.version().program();
  check.mutable_program()->mutable_offers(0)->mutable_effects(0)->mutable_percent_off()->set_percent_milli(-1);
  v1::CheckProgramResponse faults;
  BOOST_TEST(Call<v1::ProgramService>(channel, &v1::ProgramService::Stub::CheckProgram, check, &faults)
                 .ok());
  BOOST_TEST(faults.faults_size() == 1);
  v1::PublishProgramRequest publish;
  *publish.mutable_program() = check.program();
  v1::PublishProgramResponse published;
  const Outcome outcome = Call<v1::ProgramService>(
      channel, &v1::ProgramService::Stub::PublishProgram, publish, &published);
  BOOST_TEST(outcome.code == grpc::StatusCode::INVALID_ARGUMENT);
  BOOST_TEST(outcome.reason == "PROGRAM_INVALID");
}

BOOST_AUTO_TEST_CASE(differences_are_listed) {
  const v1::QuoteRequest request = MakeQuote(NewId(), CardOf(2));
  v1::CommitRequest commit = MakeCommit(request, Quote(request));
  commit.mutable_sale()->mutable_shown(0)->set_discount_minor(5'000);
  commit.set_difference_policy(v1::DIFFERENCE_POLICY_RECORD);
  BOOST_TEST(Commit(commit).result().differs());
  v1::ListDifferencesResponse differences;
  BOOST_TEST(Call<v1::LedgerService>(channel, &v1::LedgerService::Stub::ListDifferences,
                                     v1::ListDifferencesRequest(), &differences)
                 .ok());
  BOOST_TEST_REQUIRE(differences.differences_size() == 1);
  BOOST_TEST(differences.differences(0).reason() == "AMOUNTS_DIFFER");
}

BOOST_AUTO_TEST_CASE(a_role_that_may_not_is_refused_with_a_reason) {
  v1::GetProgramResponse program;
  Outcome outcome =
      Call<v1::ProgramService>(channel, &v1::ProgramService::Stub::GetProgram,
                               v1::GetProgramRequest(), &program, {.identity = "terminal/1/1"});
  BOOST_TEST(outcome.code == grpc::StatusCode::PERMISSION_DENIED);
  BOOST_TEST(outcome.reason == "ROLE_REQUIRED");
  v1::AdjustPointsResponse adjusted;
  outcome = Call<v1::MemberService>(channel, &v1::MemberService::Stub::AdjustPoints,
                                    v1::AdjustPointsRequest(), &adjusted,
                                    {.identity = "hq/anna reader"});
  BOOST_TEST(outcome.reason == "ROLE_REQUIRED");
  outcome = Call<v1::MemberService>(channel, &v1::MemberService::Stub::AdjustPoints,
                                    v1::AdjustPointsRequest(), &adjusted, {.identity = "nobody"});
  BOOST_TEST(outcome.code == grpc::StatusCode::UNAUTHENTICATED);
  BOOST_TEST(outcome.reason == "IDENTITY_INVALID");
}

BOOST_AUTO_TEST_CASE(a_terminal_may_not_commit_for_another) {
  const v1::QuoteRequest request = MakeQuote(NewId(), CardOf(1));
  const v1::CommitRequest commit = MakeCommit(request, Quote(request));
  v1::CommitResponse response;
  const Outcome outcome = Call<v1::SaleService>(channel, &v1::SaleService::Stub::Commit, commit,
                                                &response, {.identity = "terminal/1/2"});
  BOOST_TEST(!outcome.ok());
  const Outcome own = Call<v1::SaleService>(channel, &v1::SaleService::Stub::Commit, commit,
                                            &response, {.identity = "terminal/1/1"});
  BOOST_TEST(own.ok(), own.message);
}

BOOST_AUTO_TEST_CASE(what_is_committed_is_there_after_a_restart) {
  const v1::QuoteRequest request = MakeQuote(NewId(), CardOf(1));
  const v1::CommitRequest commit = MakeCommit(request, Quote(request));
  const v1::CommitResponse first = Commit(commit);
  service.Restart();
  channel = Connect(service.address());
  BOOST_TEST(Commit(commit).SerializeAsString() == first.SerializeAsString());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
