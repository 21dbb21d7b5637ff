// What headquarters does to members: fields, cards, merges, families, transfers.
#include <boost/test/unit_test.hpp>

#include <set>

#include "chain.h"
#include "tessera/operations/members/add_identifier.h"
#include "tessera/operations/members/enrol.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/operations/members/leave_account.h"
#include "tessera/operations/members/list_entries.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/members/replace_identifier.h"
#include "tessera/operations/members/share_account.h"
#include "tessera/operations/members/transfer_points.h"
#include "tessera/operations/members/update_member.h"
#include "tessera/operations/sales/identify.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/sync/read_changes.h"
#include "tessera/operations/sync/read_snapshot.h"
#include "tessera/operations/vouchers/adjust_wallet.h"

namespace tessera::operations {
namespace {

const Caller kAnna{false, "", "", "hq/anna"};

struct People : Chain {
  People() {
    v1::Program program = SampleProgram();
    v1::Tier* platinum = program.add_tiers();
    platinum->set_tier_id("platinum");
    (*platinum->mutable_name()->mutable_by_language())["en"] = "Platinum";
    Publish(program);
  }

  void PublishRules(const std::string& yaml) {
    v1::Program program = ProgramOf(yaml);
    program.set_program_id(SampleProgram().program_id());
    Publish(program);
  }
  static v1::Identifier Card(const std::string& value) {
    v1::Identifier card;
    card.set_kind(v1::IDENTIFIER_KIND_CARD);
    card.set_value(value);
    return card;
  }
  std::string WhoHas(const v1::Identifier& identifier) {
    v1::IdentifyRequest request;
    *request.mutable_identifier() = identifier;
    const auto found = Read(Identify, kTill, request);
    return found.ok() ? found->member().member_id() : ReasonOf(found.status());
  }
  v1::GetMemberResponse Whole(const std::string& member_id) {
    v1::GetMemberRequest request;
    request.mutable_member()->set_member_id(member_id);
    const auto response = Read(GetMember, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(response), "OK");
    return *response;
  }
  v1::UpdateMemberRequest Change(const std::string& member_id,
                                 std::initializer_list<const char*> mask) {
    v1::UpdateMemberRequest request;
    request.set_change_id(NewId());
    request.mutable_member()->set_member_id(member_id);
    for (const char* field : mask) request.add_mask(field);
    return request;
  }
  absl::StatusOr<v1::MergeMembersResponse> Merge(const std::string& from, const std::string& into) {
    v1::MergeMembersRequest request;
    request.set_change_id(NewId());
    request.mutable_from()->set_member_id(from);
    request.mutable_into()->set_member_id(into);
    request.set_comment("the same person");
    return Write(MergeMembers, kAnna, request);
  }
  absl::StatusOr<v1::ShareAccountResponse> Share(const std::string& member,
                                                 const std::string& with) {
    v1::ShareAccountRequest request;
    request.set_change_id(NewId());
    request.mutable_member()->set_member_id(member);
    request.mutable_with()->set_member_id(with);
    return Write(ShareAccount, kAnna, request);
  }
  absl::StatusOr<v1::LeaveAccountResponse> Leave(const std::string& member) {
    v1::LeaveAccountRequest request;
    request.set_change_id(NewId());
    request.mutable_member()->set_member_id(member);
    return Write(LeaveAccount, kAnna, request);
  }
  v1::TransferPointsRequest Transfer(const std::string& from, const std::string& to,
                                     int64_t points) {
    v1::TransferPointsRequest request;
    request.set_change_id(NewId());
    request.mutable_from()->set_member_id(from);
    request.mutable_to()->set_member_id(to);
    request.set_points(points);
    request.set_comment("a gift");
    return request;
  }
  absl::StatusOr<v1::AdjustWalletResponse> Wallet(const std::string& member_id, int64_t amount) {
    v1::AdjustWalletRequest request;
    request.set_change_id(NewId());
    request.mutable_member()->set_member_id(member_id);
    request.set_amount_minor(amount);
    request.set_comment("goodwill");
    return Write(AdjustWallet, kAnna, request);
  }
  void GiveAll(const std::string& member_id, const std::string& tier, int birth_month) {
    v1::UpdateMemberRequest request = Change(member_id, {"tier", "tags", "birthday"});
    request.mutable_fields()->set_tier(tier);
    request.mutable_fields()->add_tags("of-" + tier);
    request.mutable_fields()->mutable_profile()->set_birth_month(birth_month);
    request.mutable_fields()->mutable_profile()->set_birth_day(birth_month == 0 ? 0 : 1);
    BOOST_REQUIRE_EQUAL(Why(Write(UpdateMember, kAnna, request)), "OK");
  }
  std::string Cursor() {
    v1::SnapshotRequest request;
    request.set_store_id("store-1");
    request.set_terminal_id("till-1");
    return Read(ReadSnapshotHeader, kTill, request)->cursor();
  }
  // Whom a till hears of behind `cursor`: "+id" or, for one who is gone, "-id".
  std::set<std::string> Heard(const std::string& cursor) {
    std::set<std::string> heard;
    const absl::Status read = store().Read([&](storage::ReadTransaction& transaction) {
      const auto response = ReadChanges(As(kTill), transaction, "store-1", cursor, 100);
      if (!response.ok()) return response.status();
      for (const v1::Change& change : response->changes()) {
        heard.insert(change.has_member() ? "+" + change.member().member().member_id()
                                         : "-" + change.removed_member_id());
      }
      return absl::OkStatus();
    });
    BOOST_REQUIRE_MESSAGE(read.ok(), read);
    return heard;
  }
  std::string Principal(const std::string& change_id, const char* method) {
    std::string principal;
    const absl::Status read = store().Read([&](storage::ReadTransaction& transaction) {
      const auto row =
          transaction.FindRequested(*storage::ChangeId::Parse(change_id, ""), method);
      if (row.ok() && *row) principal = (*row)->principal;
      return row.status();
    });
    BOOST_REQUIRE_MESSAGE(read.ok(), read);
    return principal;
  }
  void IsClean() {
    const v1::VerifyLedgerResponse verified = Verify();
    for (const v1::LedgerFault& fault : verified.faults()) {
      BOOST_ERROR(fault.code() << ": " << fault.message());
    }
    BOOST_TEST(verified.totals().transferred_points() == 0);
  }
};

BOOST_FIXTURE_TEST_SUITE(members, People)

BOOST_AUTO_TEST_CASE(an_update_changes_what_its_mask_names) {
  const std::string id = AddMember("CARD-0001", 0);
  v1::UpdateMemberRequest request = Change(id, {"full_name", "tags", "birthday"});
  v1::MemberFields& fields = *request.mutable_fields();
  fields.mutable_profile()->set_full_name("Анна Каренина");
  fields.mutable_profile()->set_birth_month(2);
  fields.mutable_profile()->set_birth_day(29);
  (*fields.mutable_profile()->mutable_attributes())["shoe"] = "38";
  fields.add_tags("b");
  fields.add_tags("a");
  fields.add_tags("b");
  fields.set_status(v1::MEMBER_STATUS_BLOCKED);
  const auto first = Write(UpdateMember, kAnna, request);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  BOOST_TEST(first->member().masked_name() == "Анна К.");
  BOOST_TEST(first->member().tags_size() == 2);
  BOOST_TEST((first->member().status() == v1::MEMBER_STATUS_ACTIVE));
  BOOST_TEST(Whole(id).profile().birth_day() == 29);
  BOOST_TEST(Whole(id).profile().attributes_size() == 0);
  BOOST_TEST(Principal(request.change_id(), "UpdateMember") == "hq/anna");
  fields.mutable_profile()->set_full_name("Other");
  BOOST_TEST(Why(Write(UpdateMember, kAnna, request)) == "CHANGE_ID_REUSED");
  fields.mutable_profile()->set_full_name("Анна Каренина");
  now = now + Seconds(5);
  BOOST_TEST(Write(UpdateMember, kAnna, request)->SerializeAsString() ==
             first->SerializeAsString());
}

BOOST_AUTO_TEST_CASE(a_wrong_update_says_what_is_wrong) {
  const std::string id = AddMember("CARD-0001", 0);
  const auto why = [&](v1::UpdateMemberRequest request) {
    request.set_change_id(NewId());
    const auto result = Write(UpdateMember, kAnna, request);
    return Why(result) + " " + FieldOf(result.status());
  };
  BOOST_TEST(why(Change(id, {})) == "MASK_INVALID mask");
  BOOST_TEST(why(Change(id, {"tags", "tags"})) == "MASK_INVALID mask[1]");
  BOOST_TEST(why(Change(id, {"balance"})) == "MASK_INVALID mask[0]");
  BOOST_TEST(why(Change(id, {"status"})) == "STATUS_INVALID fields.status");
  BOOST_TEST(why(Change(id, {"consent"})) == "CONSENT_REQUIRED fields.consent.text_version");
  v1::UpdateMemberRequest request = Change(id, {"tier"});
  request.mutable_fields()->set_tier("tin");
  BOOST_TEST(why(request) == "TIER_UNKNOWN fields.tier");
  request = Change(id, {"birthday"});
  request.mutable_fields()->mutable_profile()->set_birth_month(2);
  request.mutable_fields()->mutable_profile()->set_birth_day(30);
  BOOST_TEST(why(request) == "BIRTHDAY_INVALID fields.profile.birth_day");
  BOOST_TEST(why(Change(NewId(), {"tags"})) == "MEMBER_UNKNOWN member");
}

BOOST_AUTO_TEST_CASE(a_blocked_member_is_told_so_until_it_takes_part_again) {
  const std::string id = AddMember("CARD-0001", 0);
  v1::UpdateMemberRequest request = Change(id, {"status"});
  request.mutable_fields()->set_status(v1::MEMBER_STATUS_BLOCKED);
  BOOST_TEST(Why(Write(UpdateMember, kAnna, request)) == "OK");
  BOOST_TEST(WhoHas(Card("CARD-0001")) == "MEMBER_BLOCKED");
  request = Change(id, {"status"});
  request.mutable_fields()->set_status(v1::MEMBER_STATUS_ACTIVE);
  BOOST_TEST(Why(Write(UpdateMember, kAnna, request)) == "OK");
  BOOST_TEST(WhoHas(Card("CARD-0001")) == id);
}

BOOST_AUTO_TEST_CASE(a_tier_by_hand_is_a_floor_and_taking_it_away_asks_the_rules) {
  PublishRules(R"(
tiers:
  - {tier_id: gold, name: Gold, from_spend: 50.00}
  - {tier_id: platinum, name: Platinum, from_spend: 10000.00}
tier_rules: {basis: SPEND, rolling_days: 30}
offers:
  - {offer_id: points, name: Points, effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]}
)");
  const std::string id = AddMember("CARD-0001", 0);
  GiveAll(id, "platinum", 0);
  BOOST_TEST(Member(id).tier() == "platinum");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(id, Basket({10'000})))), "OK");
  BOOST_TEST(Member(id).tier() == "platinum");
  GiveAll(id, "gold", 0);
  BOOST_TEST(Member(id).tier() == "gold");
  GiveAll(id, "", 0);
  BOOST_TEST(Member(id).tier() == "gold");  // bought, not given
}

BOOST_AUTO_TEST_CASE(a_member_has_at_most_sixteen_identifiers_and_each_points_to_one) {
  const std::string id = AddMember("CARD-0000", 0);
  AddMember("OTHER-01", 0);
  const auto add = [&](const std::string& value) {
    v1::AddIdentifierRequest request;
    request.set_change_id(NewId());
    request.mutable_member()->set_member_id(id);
    *request.mutable_identifier() = Card(value);
    return Why(Write(AddIdentifier, kAnna, request));
  };
  BOOST_TEST(add("OTHER-01") == "IDENTIFIER_TAKEN");
  BOOST_TEST(add("CARD-0000") == "OK");
  for (int i = 1; i < 16; ++i) BOOST_TEST(add("CARD-X" + std::to_string(i)) == "OK");
  BOOST_TEST(add("CARD-X16") == "TOO_MANY_ITEMS");
  BOOST_TEST(WhoHas(Card("CARD-X15")) == id);
}

BOOST_AUTO_TEST_CASE(a_lost_card_is_refused_and_nobody_else_gets_it_again) {
  const std::string id = AddMember("CARD-0001", 50);
  v1::ReplaceIdentifierRequest request;
  request.set_change_id(NewId());
  *request.mutable_lost() = Card("CARD-0001");
  *request.mutable_replacement() = Card("CARD-0002");
  const std::string cursor = Cursor();
  BOOST_TEST(Why(Write(ReplaceIdentifier, kAnna, request)) == "OK");
  BOOST_TEST((Heard(cursor) == std::set<std::string>{"+" + id}));
  BOOST_TEST(WhoHas(Card("CARD-0001")) == "IDENTIFIER_BLOCKED");
  BOOST_TEST(WhoHas(Card("CARD-0002")) == id);
  v1::AddIdentifierRequest again;
  again.set_change_id(NewId());
  again.mutable_member()->set_member_id(AddMember("CARD-0009", 0));
  *again.mutable_identifier() = Card("CARD-0001");
  BOOST_TEST(Why(Write(AddIdentifier, kAnna, again)) == "IDENTIFIER_BLOCKED");
  v1::EnrolRequest enrol;
  enrol.set_enrolment_id(NewId());
  *enrol.add_identifiers() = Card("CARD-0001");
  enrol.mutable_consent()->set_text_version("1");
  enrol.mutable_consent()->set_given_at_us(now.us);
  enrol.mutable_consent()->set_channel("till");
  enrol.set_store_id("store-1");
  BOOST_TEST(Why(Write(Enrol, kTill, enrol)) == "IDENTIFIER_BLOCKED");
  request.set_change_id(NewId());
  *request.mutable_lost() = Card("CARD-0003");
  BOOST_TEST(Why(Write(ReplaceIdentifier, kAnna, request)) == "IDENTIFIER_UNKNOWN");
  *request.mutable_lost() = Card("CARD-0002");
  request.clear_replacement();
  BOOST_TEST(Why(Write(ReplaceIdentifier, kAnna, request)) == "OK");
  BOOST_TEST(WhoHas(Card("CARD-0002")) == "IDENTIFIER_BLOCKED");
}

BOOST_AUTO_TEST_CASE(a_card_that_was_blocked_by_mistake_is_in_use_again) {
  const std::string id = AddMember("CARD-0001", 50);
  v1::ReplaceIdentifierRequest block;
  block.set_change_id(NewId());
  *block.mutable_lost() = Card("CARD-0001");
  BOOST_REQUIRE_EQUAL(Why(Write(ReplaceIdentifier, kAnna, block)), "OK");
  v1::AddIdentifierRequest again;
  again.set_change_id(NewId());
  again.mutable_member()->set_member_id(id);
  *again.mutable_identifier() = Card("CARD-0001");
  const std::string cursor = Cursor();
  BOOST_TEST(Why(Write(AddIdentifier, kAnna, again)) == "OK");
  BOOST_TEST(WhoHas(Card("CARD-0001")) == id);
  BOOST_TEST((Heard(cursor) == std::set<std::string>{"+" + id}));
}

BOOST_AUTO_TEST_CASE(two_members_become_one_with_all_that_they_had) {
  const std::string from = AddMember("CARD-0001", 300);
  const std::string into = AddMember("CARD-0002", 20);
  GiveAll(from, "platinum", 7);
  GiveAll(into, "gold", 0);
  BOOST_REQUIRE_EQUAL(Why(Wallet(from, 500)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(from, Basket({10'000})))), "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(into, Basket({10'000})))), "OK");
  const std::string cursor = Cursor();
  const auto merged = Merge(from, into);
  BOOST_REQUIRE_EQUAL(Why(merged), "OK");
  BOOST_TEST(merged->member().member_id() == into);
  BOOST_TEST(merged->member().balance_points() == 500);
  BOOST_TEST(merged->member().tier() == "platinum");
  BOOST_TEST(merged->member().tags_size() == 2);
  BOOST_TEST(Whole(into).profile().birth_month() == 7);
  BOOST_TEST(Wallet(into, -500)->balance_minor() == 0);
  BOOST_TEST(WhoHas(Card("CARD-0001")) == into);
  BOOST_TEST(WhoHas(Card("CARD-0002")) == into);
  BOOST_TEST(Whole(from).member().member_id() == into);
  BOOST_TEST((Heard(cursor) == std::set<std::string>{"-" + from, "+" + into}));
  BOOST_TEST(Why(Merge(from, into)) == "MEMBER_MERGED");
  BOOST_TEST(Why(Merge(into, from)) == "MEMBER_MERGED");
  BOOST_TEST(Why(Merge(into, into)) == "MEMBERS_EQUAL");
  v1::ListEntriesRequest list;
  list.mutable_member()->set_member_id(from);
  const auto entries = Read(ListEntries, kHq, list);
  BOOST_REQUIRE_EQUAL(entries->entries_size(), 3);
  BOOST_TEST((entries->entries(2).kind() == v1::ENTRY_KIND_TRANSFER));
  BOOST_TEST(entries->entries(2).other_member_id() == into);
  IsClean();
}

BOOST_AUTO_TEST_CASE(a_merged_member_is_in_no_snapshot) {
  std::string into = AddMember("CARD-0000", 0);
  for (int i = 1; i < 6; ++i) {
    now = now + Seconds(1);
    const std::string next = AddMember("CARD-000" + std::to_string(i), 0);
    BOOST_REQUIRE_EQUAL(Why(Merge(into, next)), "OK");
    into = next;
  }
  v1::SnapshotRequest request;
  request.set_store_id("store-1");
  request.set_terminal_id("till-1");
  BOOST_TEST(Read(ReadSnapshotHeader, kTill, request)->members() == 1);
  const absl::Status read = store().Read([&](storage::ReadTransaction& transaction) {
    const std::string cursor = ReadSnapshotHeader(As(kTill), transaction, request)->cursor();
    const auto page = ReadSnapshotPage(As(kTill), transaction, "store-1", cursor, "", 100);
    BOOST_REQUIRE_EQUAL(Why(page), "OK");
    BOOST_REQUIRE_EQUAL(page->batch.members_size(), 1);
    BOOST_TEST(page->batch.members(0).member().member_id() == into);
    BOOST_TEST(page->batch.members(0).identifier_hashes_size() == 6);
    BOOST_TEST(page->behind == into);
    BOOST_TEST(ReadSnapshotPage(As(kTill), transaction, "store-1", cursor, into, 2)->behind == "");
    return absl::OkStatus();
  });
  BOOST_TEST(read.ok());
}

BOOST_AUTO_TEST_CASE(a_sale_of_a_merged_member_comes_back_to_the_other) {
  const std::string from = AddMember("CARD-0001", 300);
  const std::string into = AddMember("CARD-0002", 20);
  v1::Basket basket = Basket({100'000});
  basket.set_redeem_points(300);
  const v1::Sale sale = Sell(from, basket);
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Merge(from, into)), "OK");
  BOOST_TEST(Member(into).balance_points() == 20 + 600);
  v1::RefundRequest refund;
  refund.mutable_refund()->set_refund_id(NewId());
  refund.mutable_refund()->set_sale_id(sale.sale_id());
  refund.mutable_refund()->set_store_id("store-1");
  refund.mutable_refund()->set_terminal_id("till-1");
  const auto back = Write(Refund, kTill, refund);
  BOOST_REQUIRE_EQUAL(Why(back), "OK");
  BOOST_TEST(back->result().returned_points() == 300);
  BOOST_TEST(Member(into).balance_points() == 320);
  IsClean();
}

BOOST_AUTO_TEST_CASE(a_family_spends_from_one_account_and_every_till_hears_of_it) {
  const std::string mother = AddMember("CARD-0001", 300);
  const std::string son = AddMember("CARD-0002", 100);
  const std::string aunt = AddMember("CARD-0003", 10);
  BOOST_REQUIRE_EQUAL(Why(Share(son, mother)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Share(aunt, son)), "OK");
  for (const std::string& id : {mother, son, aunt}) {
    BOOST_TEST(Member(id).balance_points() == 410);
    BOOST_TEST(Member(id).account_id() == mother);
  }
  const std::string cursor = Cursor();
  v1::Basket basket = Basket({100'000});
  basket.set_redeem_points(400);
  const v1::Sale sale = Sell(son, basket);
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  BOOST_TEST((Heard(cursor) == std::set<std::string>{"+" + mother, "+" + son, "+" + aunt}));
  BOOST_TEST(Member(aunt).balance_points() == 10 + 500);
  v1::ListEntriesRequest list;
  list.mutable_member()->set_member_id(aunt);
  const auto entries = Read(ListEntries, kHq, list);
  BOOST_TEST(entries->entries(entries->entries_size() - 1).member_id() == son);
  IsClean();
}

BOOST_AUTO_TEST_CASE(a_family_is_joined_and_left_by_its_rules) {
  const std::string mother = AddMember("CARD-0001", 300);
  const std::string son = AddMember("CARD-0002", 100);
  const std::string other = AddMember("CARD-0003", 10);
  BOOST_TEST(Why(Leave(son)) == "ACCOUNT_NOT_SHARED");
  BOOST_TEST(Why(Share(son, son)) == "MEMBERS_EQUAL");
  const v1::Sale sale = Sell(son, Basket({10'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Share(son, mother)), "OK");
  BOOST_TEST(Why(Share(son, other)) == "ACCOUNT_SHARED");
  BOOST_TEST(Why(Share(mother, other)) == "ACCOUNT_SHARED");
  BOOST_TEST(Why(Leave(mother)) == "ACCOUNT_NOT_SHARED");
  BOOST_TEST(Why(Write(TransferPoints, kAnna, Transfer(son, mother, 1))) == "ACCOUNT_SHARED");
  BOOST_REQUIRE_EQUAL(Why(Leave(son)), "OK");
  BOOST_TEST(Member(son).balance_points() == 0);
  BOOST_TEST(Member(mother).balance_points() == 490);
  v1::RefundRequest refund;
  refund.mutable_refund()->set_refund_id(NewId());
  refund.mutable_refund()->set_sale_id(sale.sale_id());
  refund.mutable_refund()->set_store_id("store-1");
  refund.mutable_refund()->set_terminal_id("till-1");
  BOOST_TEST(Why(Write(Refund, kTill, refund)) == "OK");
  BOOST_TEST(Member(mother).balance_points() + Member(son).balance_points() == 400);
  v1::UpdateMemberRequest block = Change(other, {"status"});
  block.mutable_fields()->set_status(v1::MEMBER_STATUS_BLOCKED);
  BOOST_REQUIRE_EQUAL(Why(Write(UpdateMember, kAnna, block)), "OK");
  BOOST_TEST(Why(Share(other, mother)) == "MEMBER_BLOCKED");
  BOOST_TEST(Why(Share(son, other)) == "MEMBER_BLOCKED");
  IsClean();
}

BOOST_AUTO_TEST_CASE(a_merge_keeps_families_together) {
  const std::string mother = AddMember("CARD-0001", 300);
  const std::string son = AddMember("CARD-0002", 100);
  const std::string aunt = AddMember("CARD-0003", 10);
  BOOST_REQUIRE_EQUAL(Why(Share(son, mother)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Share(aunt, mother)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Merge(mother, son)), "OK");  // the account is the son's now
  BOOST_TEST(Member(son).account_id() == son);
  BOOST_TEST(Member(aunt).account_id() == son);
  BOOST_TEST(Member(aunt).balance_points() == 410);
  BOOST_REQUIRE_EQUAL(Why(Merge(aunt, son)), "OK");  // the points stay where they are
  BOOST_TEST(Member(son).balance_points() == 410);
  const std::string friend_of = AddMember("CARD-0004", 5);
  const std::string child = AddMember("CARD-0005", 0);
  BOOST_REQUIRE_EQUAL(Why(Share(child, son)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Merge(friend_of, child)), "OK");
  BOOST_TEST(Member(son).balance_points() == 415);
  IsClean();
}

BOOST_AUTO_TEST_CASE(points_are_transferred_with_their_life_or_a_new_one) {
  const std::string from = AddMember("CARD-0001", 0);
  const std::string to = AddMember("CARD-0002", 0);
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(from, Basket({10'000})))), "OK");
  const int64_t end = Member(from).expiring_at_us();
  now = now + Days(10);
  const v1::TransferPointsRequest kept = Transfer(from, to, 40);
  const auto first = Write(TransferPoints, kAnna, kept);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  BOOST_TEST(first->from().balance_points() == 50);
  BOOST_TEST(first->to().expiring_at_us() == end);
  BOOST_TEST(Write(TransferPoints, kAnna, kept)->SerializeAsString() ==
             first->SerializeAsString());
  BOOST_TEST(Member(from).balance_points() == 50);
  v1::TransferPointsRequest fresh = Transfer(from, to, 50);
  fresh.set_restart_life(true);
  BOOST_REQUIRE_EQUAL(Why(Write(TransferPoints, kAnna, fresh)), "OK");
  now = Instant{end};
  BOOST_TEST(Member(to).balance_points() == 50);
  BOOST_TEST(Why(Write(TransferPoints, kAnna, Transfer(from, to, 1))) == "POINTS_INSUFFICIENT");
  BOOST_TEST(Why(Write(TransferPoints, kAnna, Transfer(from, to, 0))) == "POINTS_INVALID");
  BOOST_TEST(Why(Write(TransferPoints, kAnna, Transfer(from, from, 1))) == "MEMBERS_EQUAL");
  IsClean();
}

BOOST_AUTO_TEST_CASE(phones_and_check_digits_are_read_by_the_program_wherever_they_come_from) {
  PublishRules(R"(
phone_rules:
  - {prefix: "8", length: 10, replacement: "375"}
card_formats:
  - {kind: CARD, prefix: "29", length: 13, check_digit: GTIN}
)");
  const std::string id = AddMember("2900000000018", 0);
  v1::AddIdentifierRequest request;
  request.set_change_id(NewId());
  request.mutable_member()->set_member_id(id);
  request.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_PHONE);
  request.mutable_identifier()->set_value("8 29 123-45-67");
  BOOST_REQUIRE_EQUAL(Why(Write(AddIdentifier, kAnna, request)), "OK");
  request.mutable_identifier()->set_value("+375 29 123 45 67");
  BOOST_TEST(WhoHas(request.identifier()) == id);
  request.set_change_id(NewId());
  *request.mutable_identifier() = Card("2900000000025");
  BOOST_TEST(Why(Write(AddIdentifier, kAnna, request)) == "OK");
  request.set_change_id(NewId());
  *request.mutable_identifier() = Card("2900000000026");
  const auto wrong = Write(AddIdentifier, kAnna, request);
  BOOST_TEST(Why(wrong) == "IDENTIFIER_INVALID");
  BOOST_TEST(FieldOf(wrong.status()) == "identifier.value");
}

BOOST_AUTO_TEST_CASE(an_import_keeps_what_it_does_not_send_and_leaves_merged_members_alone) {
  v1::MemberImport item;
  item.set_member_id(NewId());
  *item.add_identifiers() = Card("CARD-0001");
  item.set_full_name("Анна Каренина");
  item.set_birth_month(7);
  item.set_birth_day(1);
  (*item.mutable_attributes())["shoe"] = "38";
  const auto load = [&] {
    return ReasonOf(store().WriteAndWait([&](storage::Transaction& transaction) {
      return ImportMember(As(kHq), transaction, item);
    }));
  };
  BOOST_REQUIRE_EQUAL(load(), "OK");
  item.clear_full_name();
  item.set_birth_month(0);
  item.set_birth_day(0);
  (*item.mutable_attributes())["hat"] = "57";
  item.mutable_attributes()->erase("shoe");
  BOOST_REQUIRE_EQUAL(load(), "OK");
  const v1::MemberProfile profile = Whole(item.member_id()).profile();
  BOOST_TEST(profile.full_name() == "Анна Каренина");
  BOOST_TEST(profile.birth_month() == 7);
  BOOST_TEST(profile.attributes_size() == 1);
  BOOST_TEST(profile.attributes().at("hat") == "57");
  item.set_status(v1::MEMBER_STATUS_MERGED);
  BOOST_TEST(load() == "STATUS_INVALID");
  item.set_status(v1::MEMBER_STATUS_ACTIVE);
  BOOST_REQUIRE_EQUAL(Why(Merge(item.member_id(), AddMember("CARD-0002", 0))), "OK");
  BOOST_TEST(load() == "MEMBER_MERGED");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
