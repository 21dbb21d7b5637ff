// Programs tried on what a chain booked.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "chain.h"
#include "count_behind.h"
#include "tessera/base/random.h"
#include "tessera/jobs/publications.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/programs/publish_program.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/tryout/try_out.h"
#include "tessera/operations/vouchers/activate_gift_card.h"
#include "tessera/operations/vouchers/issue_coupons.h"
#include "tessera/sqlite/connection.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {
namespace {

struct TimeOf final : Clock {
  Instant Now() const override { return now; }
  Duration Monotonic() const override { return {now.us}; }
  Instant now;
};

struct Shop : Chain {
  Shop() { Publish(SampleProgram()); }

  void Buy(const std::string& member, std::initializer_list<int64_t> prices) {
    BOOST_TEST_REQUIRE(Why(Commit(Sell(member, Basket(prices)))) == "OK");
    now = now + Seconds(3'600);
  }

  absl::StatusOr<v1::TryOutReport> Try(const v1::TryOutProgramRequest& request) {
    std::unique_ptr<TryOutRun> run;
    v1::TryOutReport report;
    bool has_more = true;
    TESSERA_RETURN_IF_ERROR(
        store().Read([&](storage::ReadTransaction& transaction) -> absl::Status {
          TESSERA_ASSIGN_OR_RETURN(run, TryOutRun::Begin(As(kHq), transaction, request));
          while (has_more) {
            TESSERA_ASSIGN_OR_RETURN(has_more, run->Step(As(kHq), transaction));
          }
          TESSERA_ASSIGN_OR_RETURN(report, run->Finish(As(kHq), transaction));
          return absl::OkStatus();
        }));
    return report;
  }

  void Count() { CountBehind(*this); }

  static bool Says(const v1::TryOutReport& report, const std::string& words) {
    return std::any_of(
        report.cautions().begin(), report.cautions().end(),
        [&](const std::string& caution) { return caution.find(words) != std::string::npos; });
  }

  static v1::TryOutProgramRequest Asking(const v1::Program& program) {
    v1::TryOutProgramRequest request;
    *request.mutable_program()->mutable_program() = program;
    return request;
  }
  static v1::Program Off(int64_t percent_milli) {
    v1::Program program = SampleProgram();
    program.mutable_offers(0)->mutable_effects(0)->mutable_percent_off()->set_percent_milli(
        percent_milli);
    return program;
  }
};

BOOST_FIXTURE_TEST_CASE(a_draft_costs_what_a_hand_finds, Shop) {
  const std::string member = AddMember("2977000000010", 500);
  Buy(member, {10'000});
  Buy("", {20'000});
  Buy(member, {30'000});
  const auto report = Try(Asking(Off(15'000)));
  BOOST_TEST_REQUIRE(Why(report) == "OK");
  BOOST_TEST(report->receipts() == 3);
  BOOST_TEST(report->receipts_changed() == 3);
  BOOST_TEST(report->members_affected() == 1);
  BOOST_TEST(report->before().gross_minor() == 60'000);
  BOOST_TEST(report->before().discount_minor() == 6'000);
  BOOST_TEST(report->after().discount_minor() == 9'000);
  BOOST_TEST(report->without_situation() == 0);
  // What is off earns no points, and they are worth as much.
  BOOST_TEST(report->winners_size() == 0);
  BOOST_TEST(report->losers_size() == 0);
  BOOST_TEST(report->examples(0).receipt_no() == "");
  BOOST_TEST(report->cautions_size() == 2);
  // The one that is in force changes nothing.
  v1::TryOutProgramRequest live;
  live.mutable_program()->set_version(0);
  BOOST_TEST(Try(live)->receipts_changed() == 0);
  live.set_against(v1::TRY_OUT_AGAINST_LIVE);
  BOOST_TEST(Try(live)->receipts_changed() == 0);
  BOOST_TEST(Try(live)->before().discount_minor() == 6'000);
}

BOOST_FIXTURE_TEST_CASE(days_and_stores_are_chosen, Shop) {
  Buy("", {10'000});
  now = now + Days(3);
  Buy("", {20'000});
  now = now + Days(3);
  Buy("", {40'000});
  v1::TryOutProgramRequest request = Asking(Off(20'000));
  request.set_first_date("2025-06-17");
  request.set_last_date("2025-06-19");
  BOOST_TEST(Try(request)->before().gross_minor() == 20'000);
  request.clear_last_date();
  BOOST_TEST(Try(request)->receipts() == 2);
  request.add_store_ids("store-9");
  BOOST_TEST(Why(Try(request)) == "STORE_UNKNOWN");
  request.clear_store_ids();
  request.add_segments("regulars");
  BOOST_TEST(Why(Try(request)) == "SEGMENT_UNKNOWN");
  request.clear_segments();
  request.set_most_receipts(1);
  BOOST_TEST(Try(request)->receipts() == 1);
  request.set_first_date("yesterday");
  BOOST_TEST(Why(Try(request)) == "DATE_INVALID");
  request = Asking(Off(200'000));
  BOOST_TEST(Why(Try(request)) == "PROGRAM_INVALID");
  request.clear_program();
  BOOST_TEST(Why(Try(request)) == "PROGRAM_SOURCE_MISSING");
}

BOOST_FIXTURE_TEST_CASE(what_a_member_bought_before_is_put_together_where_no_sale_kept_it, Shop) {
  const std::string member = AddMember("2977000000010", 500);
  for (int i = 0; i < 4; ++i) Buy(member, {10'000});
  v1::Program draft = SampleProgram();
  v1::Offer& offer = *draft.add_offers();
  offer.set_offer_id("third");
  *offer.mutable_name() = draft.offers(0).name();
  offer.mutable_audience()->set_purchase_no_from(3);
  offer.mutable_audience()->set_purchase_no_to(3);
  offer.add_effects()->mutable_earn_fixed()->set_points(100);
  const auto report = Try(Asking(draft));
  BOOST_TEST_REQUIRE(report.ok(), report.status().ToString());
  BOOST_TEST(report->receipts_changed() == 1);
  BOOST_TEST(report->after().earned_points() == report->before().earned_points() + 100);
  BOOST_TEST(report->cautions_size() == 3);
}

BOOST_FIXTURE_TEST_CASE(an_even_choice_is_made_of_the_period_alone, Shop) {
  for (int day = 0; day < 8; ++day) {
    Buy("", {10'000});
    now = now + Days(1);
  }
  now = now + Days(60);
  for (int i = 0; i < 40; ++i) Buy("", {10'000});
  v1::TryOutProgramRequest request = Asking(Off(20'000));
  request.set_first_date("2025-06-15");
  request.set_last_date("2025-06-23");
  request.set_most_receipts(4);
  const auto report = Try(request);
  BOOST_TEST_REQUIRE(Why(report) == "OK");
  BOOST_TEST(report->receipts() >= 3);
  BOOST_TEST(report->receipts() <= 4);
  request.clear_most_receipts();
  BOOST_TEST(Try(request)->receipts() == 8);
  BOOST_TEST(Says(*Try(request), "31 days after"));
}

// A segment of those who bought three times, and 1.00 in points for them.
v1::Program ForRegulars() {
  v1::Program draft = Chain::SampleProgram();
  draft.mutable_life_cycle()->set_loyal_visits(3);
  v1::Segment& segment = *draft.add_segments();
  segment.set_segment_id("regulars");
  *segment.mutable_name() = draft.offers(0).name();
  segment.add_stages(v1::LIFE_CYCLE_STAGE_LOYAL);
  v1::Offer& offer = *draft.add_offers();
  offer.set_offer_id("thanks");
  *offer.mutable_name() = draft.offers(0).name();
  offer.mutable_audience()->add_segments("regulars");
  offer.add_effects()->mutable_earn_fixed()->set_points(100);
  return draft;
}

BOOST_FIXTURE_TEST_CASE(an_offer_for_a_segment_that_is_new_costs_what_its_members_bought, Shop) {
  const std::string anna = AddMember("2977000000010", 0);
  const std::string boris = AddMember("2977000000027", 0);
  for (int i = 0; i < 5; ++i) {
    Buy(anna, {10'000});
    if (i < 2) Buy(boris, {10'000});
  }
  const auto report = Try(Asking(ForRegulars()));
  BOOST_TEST_REQUIRE(Why(report) == "OK");
  // Anna's fourth and fifth; before each of these she had bought three times.
  BOOST_TEST(report->receipts_changed() == 2);
  BOOST_TEST(report->members_affected() == 1);
  BOOST_TEST(report->after().earned_points() == report->before().earned_points() + 200);
  BOOST_TEST(Says(*report, "regulars (thanks)"));
  v1::TryOutProgramRequest against_live = Asking(ForRegulars());
  against_live.set_against(v1::TRY_OUT_AGAINST_LIVE);
  against_live.set_language("ru");
  BOOST_TEST(Try(against_live)->receipts_changed() == 2);
  BOOST_TEST(Says(*Try(against_live), "этих сегментов"));

  // In force it gives what it said, and rates what it gave as it did.
  Publish(ForRegulars());
  Count();
  Buy(anna, {10'000});
  Buy(boris, {10'000});
  v1::TryOutProgramRequest live;
  live.mutable_program()->set_version(0);
  const auto again = Try(live);
  BOOST_TEST(again->receipts() == 9);
  BOOST_TEST(again->receipts_changed() == 2);
  BOOST_TEST(again->after().earned_points() == again->before().earned_points() + 200);
}

// Nobody counted who bought tea: neither everybody nor nobody is taken to have.
BOOST_FIXTURE_TEST_CASE(a_new_segment_by_goods_is_empty_and_the_report_says_so, Shop) {
  const std::string anna = AddMember("2977000000010", 0);
  for (int i = 0; i < 3; ++i) Buy(anna, {10'000});
  for (const bool none : {false, true}) {
    v1::Program draft = ForRegulars();
    v1::ProductSet& tea = *draft.add_sets();
    tea.set_set_id("tea");
    tea.add_skus("tea");
    v1::Segment& segment = *draft.mutable_segments(draft.segments_size() - 1);
    segment.clear_stages();
    v1::Bought& bought = *segment.add_bought();
    bought.set_set_id("tea");
    bought.set_days(30);
    bought.set_none(none);
    const auto report = Try(Asking(draft));
    BOOST_TEST_REQUIRE(Why(report) == "OK");
    BOOST_TEST(report->receipts() == 3);
    BOOST_TEST(report->receipts_changed() == 0);
    BOOST_TEST(Says(*report, "nobody is in a new segment of that kind"));
  }
}

BOOST_FIXTURE_TEST_CASE(a_pilot_is_told_that_nobody_is_in_its_segment, Shop) {
  Buy("", {10'000});
  v1::PublishProgramRequest request;
  *request.mutable_program() = ForRegulars();
  request.add_store_ids("store-1");
  const auto pilot = Write(PublishProgram, kHq, request);
  BOOST_TEST_REQUIRE(Why(pilot) == "OK");
  BOOST_TEST_REQUIRE(pilot->unlike_segments_size() == 1);
  BOOST_TEST(pilot->unlike_segments(0) == "regulars");
  request.clear_store_ids();
  BOOST_TEST(Write(PublishProgram, kHq, request)->unlike_segments_size() == 0);
  request.add_store_ids("store-1");
  BOOST_TEST(Write(PublishProgram, kHq, request)->unlike_segments_size() == 0);
}

BOOST_FIXTURE_TEST_CASE(codes_are_rated_as_they_stood_and_left_out_where_nothing_was_kept, Shop) {
  v1::Program letters = SampleProgram();
  v1::CouponBatch& batch = *letters.add_coupon_batches();
  batch.set_batch_id("letters");
  *batch.mutable_name() = letters.offers(0).name();
  v1::Offer& offer = *letters.add_offers();
  offer.set_offer_id("letter");
  *offer.mutable_name() = letters.offers(0).name();
  offer.mutable_audience()->set_everyone(true);
  offer.mutable_trigger()->mutable_coupon()->set_batch_id("letters");
  offer.add_effects()->mutable_amount_off()->set_amount_minor(500);
  letters.add_tenders()->set_kind(v1::TENDER_KIND_GIFT_CARD);
  Publish(letters);
  v1::ActivateGiftCardRequest activate;
  activate.set_change_id(NewId());
  activate.set_code("GIFT-0001");
  activate.set_amount_minor(3'000);
  BOOST_TEST_REQUIRE(Why(Write(ActivateGiftCard, kHq, activate)) == "OK");
  v1::IssueCouponsRequest issue;
  issue.set_change_id(NewId());
  issue.set_batch_id("letters");
  issue.set_count(1);
  const auto issued = Write(IssueCoupons, kHq, issue);
  BOOST_TEST_REQUIRE(Why(issued) == "OK");
  v1::Basket basket = Basket({10'000});
  basket.add_coupon_codes(issued->codes(0));
  BOOST_TEST_REQUIRE(Why(Commit(Sell("", basket))) == "OK");
  v1::Basket paid = Basket({10'000});
  paid.add_tenders()->set_kind(v1::TENDER_KIND_GIFT_CARD);
  paid.mutable_tenders(0)->set_code("GIFT-0001");
  BOOST_TEST_REQUIRE(Why(Commit(Sell("", paid))) == "OK");
  Buy(AddMember("2977000000010", 0), {20'000});
  // What was kept of them rates them as they were.
  const auto as_it_was = Try(Asking(letters));
  BOOST_TEST(as_it_was->receipts() == 3);
  BOOST_TEST(as_it_was->receipts_changed() == 0);
  BOOST_TEST(as_it_was->before().discount_minor() == 4'000 + 500);
  auto file = sqlite::Connection::Open(path(), {});
  BOOST_TEST_REQUIRE(file.ok());
  BOOST_TEST((*file)->Execute("UPDATE sale SET situation = x''").ok());
  const auto report = Try(Asking(letters));
  BOOST_TEST_REQUIRE(Why(report) == "OK");
  BOOST_TEST(report->receipts() == 1);
  BOOST_TEST(report->skipped() == 2);
  BOOST_TEST(report->without_situation() == 1);
  BOOST_TEST(Says(*report, "nothing was kept at the time: 2."));
}

BOOST_FIXTURE_TEST_CASE(who_was_merged_is_one_member, Shop) {
  const std::string anna = AddMember("2977000000010", 0);
  const std::string annas_old = AddMember("2977000000027", 0);
  Buy(anna, {10'000});
  Buy(annas_old, {10'000});
  v1::MergeMembersRequest merge;
  merge.set_change_id(NewId());
  merge.mutable_from()->set_member_id(annas_old);
  merge.mutable_into()->set_member_id(anna);
  merge.set_comment("the same");
  BOOST_TEST_REQUIRE(Why(Write(MergeMembers, kHq, merge)) == "OK");
  Count();
  v1::Program draft = SampleProgram();
  draft.mutable_offers(1)->mutable_effects(0)->mutable_earn_per_money()->set_points(2);
  const auto report = Try(Asking(draft));
  BOOST_TEST(report->members_affected() == 1);
  BOOST_TEST_REQUIRE(report->winners_size() == 1);
  BOOST_TEST(report->winners(0).member_id() == anna);
  BOOST_TEST(report->winners(0).receipts() == 2);
}

BOOST_FIXTURE_TEST_CASE(what_waits_comes_into_force_at_its_time, Shop) {
  v1::PublishProgramRequest request;
  *request.mutable_program() = Off(20'000);
  request.set_starts_at_us((now + Seconds(60)).us);
  const auto published = Write(PublishProgram, kHq, request);
  BOOST_TEST_REQUIRE(Why(published) == "OK");
  TimeOf clock;
  clock.now = now + Seconds(59);
  const Context context = As(kHq);
  jobs::Publications job(store(), context.programs, context.secrets, clock, SystemRandom(), {});
  BOOST_TEST(*job.Look() == 0);
  const auto live = [this] {
    int64_t version = 0;
    store()
        .Read([&](storage::ReadTransaction& transaction) {
          version = *transaction.LiveProgramVersion();
          return absl::OkStatus();
        })
        .IgnoreError();
    return version;
  };
  BOOST_TEST(live() == 1);
  clock.now = now + Seconds(60);
  BOOST_TEST(*job.Look() == 1);
  BOOST_TEST(live() == 2);
  BOOST_TEST(*job.Look() == 0);
}

}  // namespace
}  // namespace tessera::operations
