// What terminals are told so that they can be alone, and what they tell besides sales.
#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

#include "chain.h"
#include "tessera/base/dynamic_code.h"
#include "tessera/operations/members/enrol.h"
#include "tessera/operations/members/issue_dynamic_code.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/sales/identify.h"
#include "tessera/operations/sales/list_suspicions.h"
#include "tessera/operations/surveys/list_survey_answers.h"
#include "tessera/operations/sync/read_changes.h"
#include "tessera/operations/sync/read_snapshot.h"
#include "tessera/operations/sync/submit_record.h"
#include "tessera/operations/vouchers/block_coupon.h"
#include "tessera/operations/vouchers/issue_coupons.h"

namespace tessera::operations {
namespace {

constexpr char kKeepsSome[] = "cache: {scope: HOME_OR_SEEN, seen_days: 30}\n";

struct Terminals : Chain {
  absl::StatusOr<v1::WatchResponse> Changes(const std::string& cursor,
                                            const std::string& store_id = "store-1") {
    absl::StatusOr<v1::WatchResponse> response = absl::UnknownError("not run");
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      response = ReadChanges(As(kTill), transaction, store_id, cursor, 100);
      return absl::OkStatus();
    });
    return status.ok() ? response : status;
  }
  v1::SnapshotHeader Header(const v1::SnapshotResume* resume = nullptr) {
    v1::SnapshotRequest request;
    request.set_store_id("store-1");
    request.set_terminal_id("till-1");
    if (resume != nullptr) *request.mutable_resume() = *resume;
    const auto header = Read(ReadSnapshotHeader, kTill, request);
    BOOST_REQUIRE_EQUAL(Why(header), "OK");
    return *header;
  }
  // Everybody whom a store keeps, by id.
  std::map<std::string, v1::CachedMember> Kept(const std::string& store_id) {
    std::map<std::string, v1::CachedMember> kept;
    v1::SnapshotRequest request;
    request.set_store_id(store_id);
    request.set_terminal_id("till-1");
    const Caller till{true, store_id, "till-1"};
    const std::string cursor = Read(ReadSnapshotHeader, till, request)->cursor();
    std::string behind;
    do {
      const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
        auto page = ReadSnapshotPage(As(till), transaction, store_id, cursor, behind, 2);
        if (!page.ok()) return page.status();
        for (const v1::CachedMember& cached : page->batch.members()) {
          kept[cached.member().member_id()] = cached;
        }
        behind = page->behind;
        return absl::OkStatus();
      });
      BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    } while (!behind.empty());
    return kept;
  }
  std::string EnrolIn(const std::string& store_id, const std::string& card) {
    v1::EnrolRequest request;
    request.set_enrolment_id(NewId());
    request.add_identifiers()->set_kind(v1::IDENTIFIER_KIND_CARD);
    request.mutable_identifiers(0)->set_value(card);
    request.mutable_consent()->set_text_version("1");
    request.mutable_consent()->set_given_at_us(now.us);
    request.mutable_consent()->set_channel("till");
    request.set_store_id(store_id);
    const auto enrolled = Write(Enrol, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(enrolled), "OK");
    return enrolled->member().member_id();
  }
  v1::OutboxRecord Answered(const std::string& member_id, int score) {
    v1::OutboxRecord record;
    record.set_sequence(1);
    v1::SurveyAnswer& answer = *record.mutable_survey();
    answer.set_answer_id(NewId());
    answer.set_survey_id("nps");
    answer.mutable_member()->set_member_id(member_id);
    answer.set_score(score);
    answer.set_comment("Очередь");
    answer.set_store_id("store-1");
    answer.set_terminal_id("till-1");
    answer.set_answered_at_us(now.us);
    return record;
  }
};

BOOST_FIXTURE_TEST_SUITE(terminals, Terminals)

BOOST_AUTO_TEST_CASE(a_store_keeps_its_own_members_and_those_who_bought_in_it_lately) {
  Publish(ProgramOf(kKeepsSome));
  const std::string own = EnrolIn("store-1", "CARD-0001");
  const std::string guest = EnrolIn("store-2", "CARD-0002");
  const std::string stranger = EnrolIn("store-2", "CARD-0003");
  BOOST_TEST(Kept("store-1").count(own) == 1u);
  BOOST_TEST(Kept("store-1").size() == 1u);
  BOOST_TEST(Kept("store-2").size() == 2u);

  const std::string cursor = Header().cursor();
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(guest, Basket({10'000})))), "OK");
  const auto told = Changes(cursor);
  BOOST_REQUIRE_EQUAL(Why(told), "OK");
  BOOST_REQUIRE_EQUAL(told->changes_size(), 1);
  BOOST_TEST(told->changes(0).member().member().member_id() == guest);
  BOOST_TEST(told->changes(0).member().kept_until_us() == (now + Seconds(30 * 86'400)).us);
  BOOST_TEST(Kept("store-1").at(own).kept_until_us() == 0);

  now = now + Seconds(31 * 86'400);
  BOOST_TEST(Kept("store-1").count(guest) == 0u);
  const auto later = Changes(cursor);
  BOOST_REQUIRE_EQUAL(later->changes_size(), 1);
  BOOST_TEST(later->changes(0).removed_member_id() == guest);
  BOOST_TEST(Kept("store-1").count(stranger) == 0u);
}

BOOST_AUTO_TEST_CASE(who_is_imported_belongs_to_the_store_that_is_said) {
  Publish(ProgramOf("cache: {scope: HOME_STORE}\n"));
  v1::MemberImport item;
  item.set_member_id(NewId());
  item.add_identifiers()->set_kind(v1::IDENTIFIER_KIND_CARD);
  item.mutable_identifiers(0)->set_value("CARD-0001");
  const auto import = [&] {
    return store().WriteAndWait([&](storage::Transaction& transaction) {
      return ImportMember(As(kHq), transaction, item);
    });
  };
  item.set_home_store_id("store-1");
  BOOST_REQUIRE(import().ok());
  BOOST_TEST(Kept("store-1").size() == 1u);
  item.clear_home_store_id();
  BOOST_REQUIRE(import().ok());
  BOOST_TEST(Kept("store-1").size() == 1u);
  item.set_home_store_id(std::string(65, 'x'));
  BOOST_TEST(ReasonOf(import()) == "TEXT_TOO_LONG");
}

BOOST_AUTO_TEST_CASE(another_policy_or_another_store_asks_for_a_new_snapshot) {
  Publish(ProgramOf(""));
  const std::string everybody = Header().cursor();
  BOOST_TEST(Why(Changes(everybody, "store-2")) == "OK");
  Publish(ProgramOf(kKeepsSome));
  BOOST_TEST(Why(Changes(everybody)) == "CURSOR_TOO_OLD");
  const std::string some = Header().cursor();
  BOOST_TEST(Why(Changes(some)) == "OK");
  BOOST_TEST(Why(Changes(some, "store-2")) == "CURSOR_TOO_OLD");
}

BOOST_AUTO_TEST_CASE(a_snapshot_is_not_continued_by_another_policy) {
  Publish(ProgramOf(""));
  const std::string cursor = Header().cursor();
  const auto page = [&] {
    return store().Read([&](storage::ReadTransaction& transaction) {
      return ReadSnapshotPage(As(kTill), transaction, "store-1", cursor, "", 10).status();
    });
  };
  BOOST_TEST(page().ok());
  Publish(ProgramOf(kKeepsSome));
  BOOST_TEST(ReasonOf(page()) == "CURSOR_TOO_OLD");
}

// What was never asked for was never sent.
BOOST_AUTO_TEST_CASE(a_program_that_asks_for_more_of_members_asks_for_a_new_snapshot) {
  Publish(ProgramOf(""));
  const std::string cursor = Header().cursor();
  Publish(ProgramOf(R"(
offers:
  - offer_id: first
    name: First
    audience: {purchase_no_from: 1, purchase_no_to: 1}
    effects: [{amount_off: {amount: 1.00}}]
)"));
  BOOST_TEST(Why(Changes(cursor)) == "CURSOR_TOO_OLD");
  BOOST_TEST(Why(Changes(Header().cursor())) == "OK");
}

BOOST_AUTO_TEST_CASE(a_database_put_back_from_a_copy_of_its_files_disowns_what_came_after_it) {
  Publish(ProgramOf(""));
  AddMember("CARD-0001", 0);
  const std::string before = Header().cursor();
  CopyFiles();
  AddMember("CARD-0002", 0);
  const std::string after = Header().cursor();
  PutBack();
  BOOST_TEST(Why(Changes(before)) == "OK");
  BOOST_TEST(Why(Changes(after)) == "CURSOR_TOO_OLD");
  // The number is reached again, by another change.
  AddMember("CARD-0003", 0);
  BOOST_TEST(Why(Changes(after)) == "CURSOR_TOO_OLD");
  const auto told = Changes(before);
  BOOST_REQUIRE_EQUAL(Why(told), "OK");
  BOOST_TEST(told->changes_size() == 1);
}

BOOST_AUTO_TEST_CASE(a_snapshot_goes_on_where_it_broke_off_as_long_as_its_cursor_is_good) {
  Publish(ProgramOf(""));
  for (int i = 0; i < 3; ++i) AddMember("CARD-000" + std::to_string(i), 0);
  v1::SnapshotResume resume;
  resume.set_cursor(Header().cursor());
  resume.set_after_member_id(Kept("store-1").begin()->first);
  AddMember("CARD-0009", 0);
  v1::SnapshotHeader header = Header(&resume);
  BOOST_TEST(header.resumed());
  BOOST_TEST(header.cursor() == resume.cursor());
  BOOST_TEST(header.has_program());
  resume.set_after_member_id("nonsense");
  BOOST_TEST(!Header(&resume).resumed());
  resume.set_cursor("nonsense");
  header = Header(&resume);
  BOOST_TEST(!header.resumed());
  BOOST_TEST(Why(Changes(header.cursor())) == "OK");
}

BOOST_AUTO_TEST_CASE(terminals_hear_how_far_offers_with_totals_are_used_up) {
  Publish(ProgramOf(R"(
offers:
  - offer_id: few
    name: Few
    limits: {uses_total: 5, budget: 100.00, on_exceed: CUT, offline_uses_per_terminal: 1}
    effects: [{amount_off: {amount: 7.00}}]
  - offer_id: many
    name: Many
    effects: [{amount_off: {amount: 1.00}}]
)"));
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::SnapshotHeader header = Header();
  BOOST_REQUIRE_EQUAL(header.offer_uses_size(), 1);
  BOOST_TEST(header.offer_uses(0).offer_id() == "few");
  BOOST_TEST(header.offer_uses(0).uses() == 0);
  for (int i = 0; i < 2; ++i) {
    BOOST_REQUIRE_EQUAL(Why(Commit(Sell(member_id, Basket({10'000})))), "OK");
  }
  const auto told = Changes(header.cursor());
  BOOST_REQUIRE_EQUAL(Why(told), "OK");
  int uses = 0;
  for (const v1::Change& change : told->changes()) {
    if (!change.has_offer_uses()) continue;
    BOOST_TEST(change.offer_uses().offer_id() == "few");
    BOOST_TEST(change.offer_uses().uses() == 2);
    BOOST_TEST(change.offer_uses().cost_minor() == 1'400);
    ++uses;
  }
  BOOST_TEST(uses == 1);
  BOOST_TEST(Header().offer_uses(0).uses() == 2);
}

BOOST_AUTO_TEST_CASE(terminals_hear_of_a_members_own_coupons_by_their_hashes) {
  Publish(ProgramOf(R"(
coupon_batches:
  - {batch_id: own, name: Yours, personal: true, lifetime_days: 10, uses: 2}
offers:
  - offer_id: own
    name: Yours
    trigger: {coupon: {batch_id: own}}
    effects: [{amount_off: {amount: 5.00}}]
)"));
  const std::string member_id = AddMember("CARD-0001", 0);
  const std::string cursor = Header().cursor();
  v1::IssueCouponsRequest issue;
  issue.set_change_id(NewId());
  issue.set_batch_id("own");
  issue.set_count(2);
  issue.mutable_member()->set_member_id(member_id);
  const auto issued = Write(IssueCoupons, kHq, issue);
  BOOST_REQUIRE_EQUAL(Why(issued), "OK");
  const auto told = Changes(cursor);
  BOOST_REQUIRE_EQUAL(told->changes_size(), 1);
  const v1::CachedMember& cached = told->changes(0).member();
  BOOST_REQUIRE_EQUAL(cached.coupons_size(), 2);
  std::set<std::string> hashes;
  for (const v1::CachedCoupon& coupon : cached.coupons()) {
    hashes.insert(coupon.code_hash());
    BOOST_TEST(coupon.batch_id() == "own");
    BOOST_TEST(coupon.uses_left() == 2);
    BOOST_TEST(coupon.expires_at_us() > now.us);
  }
  const CodeHash hash = HashCode(secrets().lookup_key, "coupon", issued->codes(0));
  BOOST_TEST(hashes.count(std::string(HashBytes(hash))) == 1u);

  v1::Basket basket = Basket({10'000});
  basket.add_coupon_codes(issued->codes(0));
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(member_id, basket))), "OK");
  v1::BlockCouponRequest block;
  block.set_change_id(NewId());
  block.set_code(issued->codes(1));
  block.set_comment("lost");
  BOOST_REQUIRE_EQUAL(Why(Write(BlockCoupon, kHq, block)), "OK");
  const auto after = Changes(told->cursor());
  BOOST_REQUIRE_EQUAL(after->changes_size(), 1);
  BOOST_REQUIRE_EQUAL(after->changes(0).member().coupons_size(), 1);
  BOOST_TEST(after->changes(0).member().coupons(0).uses_left() == 1);

  v1::IdentifyRequest identify;
  identify.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  identify.mutable_identifier()->set_value("CARD-0001");
  BOOST_TEST(Read(Identify, kTill, identify)->coupons_size() == 1);
  now = now + Seconds(40 * 86'400);
  BOOST_TEST(Read(Identify, kTill, identify)->coupons_size() == 0);
}

BOOST_AUTO_TEST_CASE(whoever_two_members_become_has_the_coupons_and_the_stores_of_both) {
  Publish(ProgramOf(R"(
cache: {scope: HOME_OR_SEEN, seen_days: 30}
coupon_batches: [{batch_id: own, name: Yours, personal: true}]
)"));
  const std::string from = EnrolIn("store-1", "CARD-0001");
  const std::string into = AddMember("CARD-0002", 0);
  v1::IssueCouponsRequest issue;
  issue.set_change_id(NewId());
  issue.set_batch_id("own");
  issue.set_count(1);
  issue.mutable_member()->set_member_id(from);
  BOOST_REQUIRE_EQUAL(Why(Write(IssueCoupons, kHq, issue)), "OK");
  v1::Sale sale = Sell(from, Basket({10'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  v1::MergeMembersRequest merge;
  merge.set_change_id(NewId());
  merge.mutable_from()->set_member_id(from);
  merge.mutable_into()->set_member_id(into);
  merge.set_comment("twice");
  BOOST_REQUIRE_EQUAL(Why(Write(MergeMembers, kHq, merge)), "OK");
  const auto kept = Kept("store-1");
  BOOST_REQUIRE_EQUAL(kept.size(), 1u);
  BOOST_TEST(kept.at(into).coupons_size() == 1);
  BOOST_TEST(kept.at(into).kept_until_us() == 0);
}

BOOST_AUTO_TEST_CASE(a_code_on_the_customers_screen_is_known_by_the_key_in_the_snapshot) {
  Publish(ProgramOf("dynamic_code: 60s\n"));
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::IssueDynamicCodeRequest request;
  request.mutable_member()->set_member_id(member_id);
  const auto issued = Read(IssueDynamicCode, kHq, request);
  BOOST_REQUIRE_EQUAL(Why(issued), "OK");
  BOOST_TEST(issued->code().size() == 148u);
  const v1::SnapshotHeader header = Header();
  BOOST_REQUIRE_EQUAL(header.code_keys_size(), 1);
  CodeKey key{static_cast<uint8_t>(header.code_keys(0).key_no()), {}};
  const std::string& bytes = header.code_keys(0).public_key();
  BOOST_REQUIRE_EQUAL(bytes.size(), key.public_key.size());
  std::copy(bytes.begin(), bytes.end(), key.public_key.begin());
  const auto read = VerifyDynamicCode(issued->code(), {&key, 1}, now, Seconds(60));
  BOOST_REQUIRE_MESSAGE(read.ok(), read.status().ToString());
  BOOST_TEST(read->member_id.ToText() == member_id);

  v1::IdentifyRequest identify;
  identify.set_dynamic_code(issued->code());
  BOOST_TEST(Read(Identify, kTill, identify)->member().member_id() == member_id);
  std::string forged = issued->code();
  forged[30] = forged[30] == 'A' ? 'B' : 'A';
  identify.set_dynamic_code(forged);
  BOOST_TEST(Why(Read(Identify, kTill, identify)) == "CODE_FORGED");
  identify.set_dynamic_code(issued->code());
  now = Instant{issued->expires_at_us() + 1'000'000};
  BOOST_TEST(Why(Read(Identify, kTill, identify)) == "CODE_OUTDATED");
}

BOOST_AUTO_TEST_CASE(suspicions_of_a_terminal_are_kept_and_change_nothing) {
  Publish(ProgramOf(""));
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::Sale sale = Sell(member_id, Basket({10'000}));
  sale.set_cashier_id("anna");
  v1::Suspicion& often = *sale.add_suspicions();
  often.set_kind(v1::SUSPICION_KIND_CARD_TOO_OFTEN_BY_CASHIER);
  often.set_sales(6);
  often.set_window_seconds(28'800);
  sale.add_suspicions()->set_kind(v1::SUSPICION_KIND_CARD_AFTER_PAYMENT);
  const auto first = Commit(sale);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  sale.clear_suspicions();
  BOOST_TEST(Commit(sale)->SerializeAsString() == first->SerializeAsString());
  const auto listed = Read(ListSuspicions, kHq, v1::ListSuspicionsRequest());
  BOOST_REQUIRE_EQUAL(Why(listed), "OK");
  BOOST_REQUIRE_EQUAL(listed->suspicions_size(), 2);
  BOOST_TEST(listed->suspicions(0).suspicion().sales() == 6);
  BOOST_TEST(listed->suspicions(0).member_id() == member_id);
  BOOST_TEST(listed->suspicions(0).cashier_id() == "anna");
  BOOST_TEST(listed->suspicions(1).suspicion().kind() == v1::SUSPICION_KIND_CARD_AFTER_PAYMENT);
  v1::Sale many = Sell(member_id, Basket({10'000}));
  for (int i = 0; i < 21; ++i) many.add_suspicions()->set_kind(often.kind());
  BOOST_TEST(Why(Commit(many)) == "TOO_MANY_ITEMS");
}

BOOST_AUTO_TEST_CASE(what_customers_answered_is_kept_once) {
  Publish(ProgramOf(""));
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::OutboxRecord record = Answered(member_id, 9);
  BOOST_TEST(Write(SubmitRecord, kTill, record)->surveyed());
  record.mutable_survey()->set_score(1);
  BOOST_TEST(Write(SubmitRecord, kTill, record)->surveyed());
  v1::OutboxRecord stranger = Answered(NewId(), 3);
  stranger.mutable_survey()->clear_score();
  BOOST_TEST(Write(SubmitRecord, kTill, stranger)->surveyed());
  v1::ListSurveyAnswersRequest request;
  request.set_page_size(1);
  const auto first = Read(ListSurveyAnswers, kHq, request);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  BOOST_REQUIRE_EQUAL(first->answers_size(), 1);
  BOOST_TEST(first->answers(0).score() == 9);
  BOOST_TEST(first->answers(0).member().member_id() == member_id);
  BOOST_TEST(first->answers(0).comment() == "Очередь");
  request.set_page_token(first->next_page_token());
  const auto second = Read(ListSurveyAnswers, kHq, request);
  BOOST_REQUIRE_EQUAL(second->answers_size(), 1);
  BOOST_TEST(!second->answers(0).has_score());
  BOOST_TEST(!second->answers(0).has_member());
  BOOST_TEST(second->next_page_token() == "");

  const auto refused = [&](auto change) {
    v1::OutboxRecord wrong = Answered(member_id, 5);
    change(*wrong.mutable_survey());
    return Write(SubmitRecord, kTill, wrong)->reason();
  };
  BOOST_TEST(refused([](v1::SurveyAnswer& a) { a.set_answer_id("x"); }) == "ANSWER_ID_INVALID");
  BOOST_TEST(refused([](v1::SurveyAnswer& a) { a.set_survey_id("N P S"); }) == "SURVEY_ID_INVALID");
  BOOST_TEST(refused([](v1::SurveyAnswer& a) { a.set_score(101); }) == "");
  BOOST_TEST(refused([](v1::SurveyAnswer& a) { a.set_comment(std::string(513, 'x')); }) ==
             "COMMENT_INVALID");
  BOOST_TEST(refused([](v1::SurveyAnswer& a) { a.set_comment("4111 1111 1111 1111"); }) ==
             "BANK_CARD_REFUSED");
  BOOST_TEST(refused([](v1::SurveyAnswer& a) { a.set_terminal_id("till-2"); }) ==
             "TERMINAL_MISMATCH");
}

BOOST_AUTO_TEST_CASE(the_numbers_of_a_new_outbox_begin_anew) {
  Publish(ProgramOf(""));
  const std::string member_id = AddMember("CARD-0001", 0);
  const auto last = [&] {
    int64_t sequence = 0;
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      const auto terminal = transaction.FindTerminal("store-1", "till-1");
      if (terminal.ok() && *terminal) sequence = (*terminal)->last_sequence;
      return terminal.status();
    });
    BOOST_REQUIRE(status.ok());
    return sequence;
  };
  const auto submit = [&](const std::string& outbox_id, int64_t sequence) {
    Caller till = kTill;
    till.outbox_id = outbox_id;
    v1::OutboxRecord record = Answered(member_id, 5);
    record.set_sequence(sequence);
    BOOST_TEST(Write(SubmitRecord, till, record)->surveyed());
  };
  submit("", 40);
  BOOST_TEST(last() == 40);
  submit(std::string(16, 'a'), 3);
  BOOST_TEST(last() == 3);
  submit(std::string(16, 'a'), 2);
  BOOST_TEST(last() == 3);
  submit(std::string(16, 'b'), 1);
  BOOST_TEST(last() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
