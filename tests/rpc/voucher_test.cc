// What headquarters does to members and vouchers, over the wire, and who may.
#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/rpc/method.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/program_service.grpc.pb.h"
#include "tessera/v1/voucher_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

using support::CardOf;
using support::MakeMember;

constexpr char kBatch[] = R"(
coupon_batches:
  - {batch_id: letters, name: Letter}
)";

struct Office {
  Office() : channel(Connect(service.address())) {
    service.PublishYaml(std::string(kProgramYaml) + kBatch);
    service.Import({MakeMember(1, 500), MakeMember(2, 0)});
  }

  template <typename Service, typename Request, typename Response>
  Response Ask(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
               Request request, const std::string& identity = "hq/anna editor") {
    Response response;
    outcome = Call<Service>(channel, method, request, &response, {.identity = identity});
    return response;
  }
  template <typename Service, typename Request, typename Response>
  Response Change(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                  Request request) {
    request.set_change_id(NewId());
    const Response response = Ask<Service>(method, request);
    BOOST_TEST(outcome.ok(), outcome.reason << " " << outcome.message);
    for (const char* nobody : {"hq/anna reader", "terminal/1/1"}) {
      Ask<Service>(method, request, nobody);
      BOOST_TEST(outcome.reason == "ROLE_REQUIRED");
    }
    return response;
  }

  support::TestService service;
  std::shared_ptr<grpc::Channel> channel;
  Outcome outcome;
};

v1::MemberRef Named(int number) {
  v1::MemberRef ref;
  ref.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  ref.mutable_identifier()->set_value(CardOf(number));
  return ref;
}

BOOST_FIXTURE_TEST_SUITE(office, Office)

BOOST_AUTO_TEST_CASE(editors_change_members) {
  using Members = v1::MemberService;
  v1::UpdateMemberRequest update;
  *update.mutable_member() = Named(1);
  update.add_mask("tags");
  update.mutable_fields()->add_tags("vip");
  BOOST_TEST(Change<Members>(&Members::Stub::UpdateMember, update).member().tags(0) == "vip");
  v1::AddIdentifierRequest add;
  *add.mutable_member() = Named(1);
  *add.mutable_identifier() = Named(7).identifier();
  Change<Members>(&Members::Stub::AddIdentifier, add);
  v1::ReplaceIdentifierRequest replace;
  *replace.mutable_lost() = Named(7).identifier();
  *replace.mutable_replacement() = Named(8).identifier();
  Change<Members>(&Members::Stub::ReplaceIdentifier, replace);
  v1::TransferPointsRequest transfer;
  *transfer.mutable_from() = Named(1);
  *transfer.mutable_to() = Named(2);
  transfer.set_points(100);
  transfer.set_comment("a gift");
  BOOST_TEST(
      Change<Members>(&Members::Stub::TransferPoints, transfer).to().balance_points() == 100);
  v1::ShareAccountRequest share;
  *share.mutable_member() = Named(2);
  *share.mutable_with() = Named(1);
  BOOST_TEST(Change<Members>(&Members::Stub::ShareAccount, share).member().balance_points() == 500);
  v1::LeaveAccountRequest leave;
  *leave.mutable_member() = Named(2);
  BOOST_TEST(Change<Members>(&Members::Stub::LeaveAccount, leave).member().balance_points() == 0);
  v1::MergeMembersRequest merge;
  *merge.mutable_from() = Named(2);
  *merge.mutable_into() = Named(8);
  merge.set_comment("the same person");
  BOOST_TEST(
      Change<Members>(&Members::Stub::MergeMembers, merge).member().balance_points() == 500);
}

BOOST_AUTO_TEST_CASE(editors_issue_and_block_and_readers_look) {
  using Vouchers = v1::VoucherService;
  v1::IssueCouponsRequest issue;
  issue.set_batch_id("letters");
  issue.set_count(2);
  const auto issued = Change<Vouchers>(&Vouchers::Stub::IssueCoupons, issue);
  BOOST_TEST_REQUIRE(issued.codes_size() == 2);
  v1::GetCouponRequest coupon;
  coupon.set_code(issued.codes(0));
  BOOST_TEST(Ask<Vouchers>(&Vouchers::Stub::GetCoupon, coupon, "hq/anna reader")
                 .coupon()
                 .batch_id() == "letters");
  v1::BlockCouponRequest block;
  block.set_code(issued.codes(0));
  Change<Vouchers>(&Vouchers::Stub::BlockCoupon, block);

  v1::ActivateGiftCardRequest activate;
  activate.set_change_id(NewId());
  activate.set_code("GIFT-0001");
  activate.set_amount_minor(5'000);
  activate.set_sale_id(NewId());
  activate.set_line_no(1);
  BOOST_TEST(Ask<Vouchers>(&Vouchers::Stub::ActivateGiftCard, activate, "terminal/1/1")
                 .card()
                 .balance_minor() == 5'000);
  BOOST_TEST(Ask<Vouchers>(&Vouchers::Stub::ActivateGiftCard, activate).card().balance_minor() ==
             5'000);
  Ask<Vouchers>(&Vouchers::Stub::ActivateGiftCard, activate, "hq/anna reader");
  BOOST_TEST(outcome.reason == "ROLE_REQUIRED");
  v1::GetGiftCardRequest card;
  card.set_code("GIFT-0001");
  BOOST_TEST(
      Ask<Vouchers>(&Vouchers::Stub::GetGiftCard, card, "hq/anna reader").entries_size() == 1);
  Ask<Vouchers>(&Vouchers::Stub::GetGiftCard, card, "terminal/1/1");
  BOOST_TEST(outcome.reason == "ROLE_REQUIRED");
  v1::BlockGiftCardRequest stop;
  stop.set_code("GIFT-0001");
  stop.set_blocked(true);
  BOOST_TEST(Change<Vouchers>(&Vouchers::Stub::BlockGiftCard, stop).card().blocked());
  v1::AdjustWalletRequest wallet;
  *wallet.mutable_member() = Named(1);
  wallet.set_amount_minor(700);
  wallet.set_comment("goodwill");
  BOOST_TEST(Change<Vouchers>(&Vouchers::Stub::AdjustWallet, wallet).balance_minor() == 700);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_method_may_be_open_to_tills_and_to_headquarters) {
  using rpc::MayCall;
  using rpc::Role;
  BOOST_TEST(MayCall(Role::kTerminal, rpc::kActivateGiftCard));
  BOOST_TEST(!MayCall(Role::kReader, rpc::kActivateGiftCard));
  BOOST_TEST(MayCall(Role::kEditor, rpc::kActivateGiftCard));
  BOOST_TEST(!MayCall(Role::kTerminal, rpc::kIssueCoupons));
  BOOST_TEST(!MayCall(Role::kEditor, rpc::kCommit));
}

}  // namespace
}  // namespace tessera::tests
