// How members come to be, at a till or from a file, and what a file changes that knows them already.
#include <boost/test/unit_test.hpp>

#include "chain.h"
#include "tessera/operations/members/enrol.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/operations/members/update_member.h"

namespace tessera::operations {
namespace {

struct Coming : Chain {
  void PublishTiers(const std::string& rules, const std::string& from) {
    v1::Program program = ProgramOf(R"(
tiers:
  - {tier_id: guest, name: Guest, )" + from + R"(: 0}
  - {tier_id: gold, name: Gold, )" + from + R"(: 50}
  - {tier_id: platinum, name: Platinum, )" + from + R"(: 1000}
tier_rules: {)" + rules + R"(}
offers:
  - {offer_id: points, name: Points, effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]}
)");
    program.set_program_id(SampleProgram().program_id());
    Publish(program);
  }
  std::string Load(const v1::MemberImport& item) {
    return ReasonOf(store().WriteAndWait([&](storage::Transaction& transaction) {
      return ImportMember(As(kHq), transaction, item);
    }));
  }
  v1::MemberImport Row(const std::string& card) {
    v1::MemberImport item;
    item.set_member_id(NewId());
    v1::Identifier* identifier = item.add_identifiers();
    identifier->set_kind(v1::IDENTIFIER_KIND_CARD);
    identifier->set_value(card);
    return item;
  }
};

BOOST_FIXTURE_TEST_SUITE(coming, Coming)

BOOST_AUTO_TEST_CASE(who_enrols_has_the_tier_that_rules_give_a_beginner) {
  PublishTiers("basis: SPEND, rolling_days: 30", "from_spend");
  v1::EnrolRequest request;
  request.set_enrolment_id(NewId());
  *request.add_identifiers() = Row("CARD-0001").identifiers(0);
  request.mutable_consent()->set_text_version("1");
  request.mutable_consent()->set_given_at_us(now.us);
  request.mutable_consent()->set_channel("till");
  request.set_store_id("store-1");
  const auto response = Write(Enrol, kTill, request);
  BOOST_REQUIRE_EQUAL(Why(response), "OK");
  BOOST_TEST(response->member().tier() == "guest");
  BOOST_TEST(Member(response->member().member_id()).tier() == "guest");
}

BOOST_AUTO_TEST_CASE(who_is_imported_has_the_tier_that_the_opening_points_make) {
  PublishTiers("basis: ACTIVE_POINTS", "from_points");
  v1::MemberImport rich = Row("CARD-0001");
  rich.set_opening_points(60);
  BOOST_REQUIRE_EQUAL(Load(rich), "OK");
  BOOST_TEST(Member(rich.member_id()).tier() == "gold");
  v1::MemberImport poor = Row("CARD-0002");
  BOOST_REQUIRE_EQUAL(Load(poor), "OK");
  BOOST_TEST(Member(poor.member_id()).tier() == "guest");
}

BOOST_AUTO_TEST_CASE(a_file_without_tiers_and_tags_leaves_both_alone) {
  PublishTiers("basis: SPEND, rolling_days: 30", "from_spend");
  v1::MemberImport item = Row("CARD-0001");
  item.set_tier("gold");
  item.add_tags("vip");
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  BOOST_TEST(Member(item.member_id()).tier() == "gold");
  item.clear_tier();
  item.clear_tags();
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  BOOST_TEST(Member(item.member_id()).tier() == "gold");
  BOOST_TEST(Member(item.member_id()).tags_size() == 1);
}

BOOST_AUTO_TEST_CASE(empty_tiers_and_tags_that_are_sent_take_both_away) {
  PublishTiers("basis: SPEND, rolling_days: 30", "from_spend");
  v1::MemberImport item = Row("CARD-0001");
  item.set_tier("gold");
  item.add_tags("vip");
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  item.set_tier("");
  item.clear_tags();
  item.set_drop_tags(true);
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  BOOST_TEST(Member(item.member_id()).tier() == "guest");
  BOOST_TEST(Member(item.member_id()).tags_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_file_takes_no_tier_that_was_earned) {
  PublishTiers("basis: SPEND, rolling_days: 30", "from_spend");
  v1::MemberImport item = Row("CARD-0001");
  item.set_tier("guest");
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(item.member_id(), Basket({10'000})))), "OK");
  BOOST_TEST(Member(item.member_id()).tier() == "gold");
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  BOOST_TEST(Member(item.member_id()).tier() == "gold");
  item.set_tier("platinum");
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  BOOST_TEST(Member(item.member_id()).tier() == "platinum");
  item.set_tier("guest");
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  BOOST_TEST(Member(item.member_id()).tier() == "gold");
}

BOOST_AUTO_TEST_CASE(a_file_takes_no_tier_that_is_kept_for_a_while) {
  PublishTiers("basis: SPEND, rolling_days: 1, keep_days: 60, downgrade: AT_PERIOD_END", "from_spend");
  v1::MemberImport item = Row("CARD-0001");
  BOOST_REQUIRE_EQUAL(Load(item), "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(item.member_id(), Basket({10'000})))), "OK");
  now = now + Days(10);
  for (const char* tier : {"", "guest", ""}) {
    item.set_tier(tier);
    BOOST_REQUIRE_EQUAL(Load(item), "OK");
    BOOST_TEST(Member(item.member_id()).tier() == "gold");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
