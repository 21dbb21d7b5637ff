#include "tessera/plugin/guard/guard.h"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/lying_disk.h"

using namespace tessera;
using engine::GuardAction;
using engine::GuardScope;
using plugin::Guard;
using plugin::Showing;
using plugin::SuspicionKind;
using plugin::Verdict;

namespace {

constexpr Instant kNow{1'795'352'400'000'000};
constexpr Duration kHour = Seconds(3'600);

engine::Guard Rules(GuardScope scope, int32_t sales, GuardAction action) {
  engine::Guard rules;
  rules.rules.push_back({scope, sales, kHour, action});
  return rules;
}

struct Counter {
  fakes::TemporaryFolder place;
  std::unique_ptr<plugin::Folder> folder = plugin::Folder::Open(place.path()).value();
  std::unique_ptr<Guard> guard = Reopened();

  std::unique_ptr<Guard> Reopened() { return std::make_unique<Guard>(*folder, fakes::LyingDisk()); }

  static Showing Show(const std::string& sale_id, Instant at = kNow,
                      const std::string& cashier = "anna", const std::string& card = "card") {
    return {card, cashier, sale_id, at, false};
  }
  void Sell(int times, Instant at = kNow, const std::string& cashier = "anna") {
    for (int i = 0; i < times; ++i) guard->NoteSale(Show("sale-" + std::to_string(++sold), at, cashier));
  }
  size_t Suspicions(const engine::Guard& rules, const Showing& showing) {
    return guard->Judge(rules, showing).suspicions.size();
  }

  int sold = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_sale_after_the_usual_number_is_a_suspicion, Counter) {
  const engine::Guard rules = Rules(GuardScope::kTill, 3, GuardAction::kFlag);
  Sell(2);
  BOOST_TEST(Suspicions(rules, Show("new")) == 0u);
  Sell(1);
  const Verdict verdict = guard->Judge(rules, Show("new"));
  BOOST_REQUIRE(verdict.suspicions.size() == 1u);
  BOOST_TEST((verdict.suspicions[0].kind == SuspicionKind::kCardTooOftenAtTill));
  BOOST_TEST(verdict.suspicions[0].sales == 4);
  BOOST_TEST((verdict.suspicions[0].window == kHour));
  BOOST_TEST(!verdict.refused.has_value());
  BOOST_TEST(Suspicions(rules, Show("new", kNow, "anna", "another card")) == 0u);
  BOOST_TEST(Suspicions(rules, Show("new", kNow, "anna", "")) == 0u);
  BOOST_TEST((guard->Judge(Rules(GuardScope::kTill, 3, GuardAction::kRefuse), Show("new")).refused ==
              SuspicionKind::kCardTooOftenAtTill));
}

BOOST_FIXTURE_TEST_CASE(a_sale_does_not_count_against_itself_and_counts_once, Counter) {
  const engine::Guard rules = Rules(GuardScope::kTill, 1, GuardAction::kFlag);
  guard->NoteSale(Show("a"));
  guard->NoteSale(Show("a"));
  BOOST_TEST(Suspicions(rules, Show("a")) == 0u);
  BOOST_TEST(guard->Judge(rules, Show("b")).suspicions.at(0).sales == 2);
}

BOOST_FIXTURE_TEST_CASE(a_cashiers_rule_counts_that_cashier_only, Counter) {
  const engine::Guard rules = Rules(GuardScope::kCashier, 2, GuardAction::kFlag);
  Sell(2, kNow, "anna");
  Sell(1, kNow, "boris");
  BOOST_TEST(Suspicions(rules, Show("new", kNow, "anna")) == 1u);
  BOOST_TEST(Suspicions(rules, Show("new", kNow, "boris")) == 0u);
  Sell(5, kNow, "");
  BOOST_TEST(Suspicions(rules, Show("new", kNow, "")) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_window_counts_distance_whichever_way_the_clock_was_set, Counter) {
  const engine::Guard rules = Rules(GuardScope::kTill, 1, GuardAction::kFlag);
  Sell(1);
  BOOST_TEST(Suspicions(rules, Show("new", kNow + kHour)) == 1u);
  BOOST_TEST(Suspicions(rules, Show("new", kNow + kHour + Duration{1})) == 0u);
  BOOST_TEST(Suspicions(rules, Show("new", kNow - kHour)) == 1u);
  BOOST_TEST(Suspicions(rules, Show("new", kNow - Days(365))) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_card_after_payment_is_judged_by_its_own_rule, Counter) {
  engine::Guard rules;
  Showing late = Show("new");
  late.after_payment = true;
  BOOST_TEST(Suspicions(rules, late) == 0u);
  rules.card_after_payment = GuardAction::kFlag;
  BOOST_TEST(Suspicions(rules, late) == 1u);
  BOOST_TEST(Suspicions(rules, Show("new")) == 0u);
  rules.card_after_payment = GuardAction::kRefuse;
  BOOST_TEST((guard->Judge(rules, late).refused == SuspicionKind::kCardAfterPayment));
}

BOOST_FIXTURE_TEST_CASE(no_more_than_eight_suspicions_are_told, Counter) {
  engine::Guard rules = Rules(GuardScope::kTill, 1, GuardAction::kFlag);
  rules.rules.resize(16, rules.rules[0]);
  rules.rules.back().action = GuardAction::kRefuse;
  Sell(1);
  const Verdict verdict = guard->Judge(rules, Show("new"));
  BOOST_TEST(verdict.suspicions.size() == 8u);
  BOOST_TEST(verdict.refused.has_value());
}

BOOST_FIXTURE_TEST_CASE(what_it_saw_outlives_the_process, Counter) {
  const engine::Guard rules = Rules(GuardScope::kTill, 2, GuardAction::kFlag);
  Sell(2);
  BOOST_TEST(guard->UseCode("nonce", "a", kNow, kNow + Seconds(60)));
  guard.reset();
  guard = Reopened();
  BOOST_TEST(Suspicions(rules, Show("new")) == 1u);
  BOOST_TEST(!guard->UseCode("nonce", "b", kNow, kNow + Seconds(60)));
}

BOOST_FIXTURE_TEST_CASE(a_code_is_one_sales_for_as_long_as_it_lives, Counter) {
  const Instant end = kNow + Seconds(60);
  BOOST_TEST(guard->UseCode("nonce", "a", kNow, end));
  BOOST_TEST(guard->UseCode("nonce", "a", kNow, end));
  BOOST_TEST(!guard->UseCode("nonce", "b", end, end));
  BOOST_TEST(guard->UseCode("other", "b", kNow, end));
}

BOOST_FIXTURE_TEST_CASE(a_damaged_file_is_begun_anew, Counter) {
  const engine::Guard rules = Rules(GuardScope::kTill, 1, GuardAction::kFlag);
  Sell(3);
  guard.reset();
  std::ofstream(folder->guard_path(), std::ios::binary) << std::string(8'192, 'x');
  guard = Reopened();
  BOOST_TEST(Suspicions(rules, Show("new")) == 0u);
  Sell(1);
  guard.reset();
  guard = Reopened();
  BOOST_TEST(Suspicions(rules, Show("new")) == 1u);
}

BOOST_FIXTURE_TEST_CASE(on_a_full_disk_memory_does, Counter) {
  const engine::Guard rules = Rules(GuardScope::kTill, 2, GuardAction::kFlag);
  const fakes::FullDisk full;
  Sell(2);
  BOOST_TEST(Suspicions(rules, Show("new")) == 1u);
  BOOST_TEST(guard->UseCode("nonce", "a", kNow, kNow + Seconds(60)));
  BOOST_TEST(!guard->UseCode("nonce", "b", kNow, kNow + Seconds(60)));
}

BOOST_FIXTURE_TEST_CASE(what_is_too_old_for_any_rule_is_forgotten, Counter) {
  engine::Guard rules = Rules(GuardScope::kTill, 1, GuardAction::kFlag);
  rules.rules[0].window = Days(400);
  Sell(3, kNow - Days(40));
  BOOST_TEST(Suspicions(rules, Show("new")) == 1u);
  Sell(256);
  BOOST_TEST(guard->Judge(rules, Show("new")).suspicions.at(0).sales == 257);
  guard.reset();
  guard = Reopened();
  BOOST_TEST(guard->Judge(rules, Show("new")).suspicions.at(0).sales == 257);
}
