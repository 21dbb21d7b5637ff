// Quotes from the cache against the engine itself, told by hand what the service would tell it.
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/codec/evaluation.h"
#include "tessera/codec/shown_receipt.h"
#include "tessera/engine/evaluate.h"
#include "tessera/plugin/sale/local_quote.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/sample.h"
#include "tessera/program/read_program.h"

using namespace tessera;
using engine::CouponState;
using engine::MemberView;
using engine::OfferUse;
using plugin::LocalMember;

namespace {

constexpr char kOffers[] = R"(
  - offer_id: rare
    name: {by_language: {en: "The first ten"}}
    effects: [{amount_off: {amount_minor: 1500}}]
    limits: {uses_total: 10, offline_uses_per_terminal: 3}
  - offer_id: dear
    name: {by_language: {en: "While money lasts"}}
    effects: [{amount_off: {amount_minor: 700}}]
    limits: {budget_minor: 2000, on_exceed: ON_EXCEED_CUT, offline_uses_per_terminal: 9}
  - offer_id: never-alone
    name: {by_language: {en: "With the service only"}}
    effects: [{amount_off: {amount_minor: 300}}]
    limits: {uses_total: 10}
  - offer_id: by-coupon
    name: {by_language: {en: "Your coupon"}}
    trigger: {coupon: {batch_id: ten-off}}
    effects: [{amount_off: {amount_minor: 900}}]
  - offer_id: morning
    name: {by_language: {en: "From seven on"}}
    window: {from_time: "07:00", until_time: "10:00"}
    effects: [{amount_off: {amount_minor: 400}}]
)";
const SecretKey kLookupKey = {1, 2, 3};
constexpr char kMember[] = "0194f3c0-0000-7000-8000-000000000001";

std::string SaleNumber(int number) {
  return "0194f3c0-0000-7000-8000-00000000010" + std::to_string(number);
}

v1::Program Program() {
  std::string text = fakes::kProgram;
  text.insert(text.find("redemption:"), std::string(kOffers).substr(1));
  const program::ReadProgramResult read = program::ReadProgram(text);
  if (!read.faults.empty()) BOOST_FAIL(program::ToText(read.faults.front()));
  return read.program;
}

engine::Basket Basket() {
  engine::Basket basket;
  basket.currency_code = "RUB";
  basket.store_id = "store-1";
  basket.lines = {fakes::LineOf(1, 2'000, 8'990)};
  return basket;
}

struct Fixture {
  fakes::ManualClock clock;
  fakes::TemporaryFolder place;
  fakes::SeededRandom random{5};
  std::unique_ptr<plugin::Folder> folder = plugin::Folder::Open(place.path()).value();
  std::unique_ptr<plugin::Outbox> outbox = plugin::Outbox::Open(*folder).value();
  std::unique_ptr<plugin::Cache> cache = plugin::Cache::Open(*folder, SecretKey{1}, random);
  plugin::LocalQuoter quoter{*cache, *outbox, clock};
  v1::SnapshotHeader header;
  v1::CachedMember member;

  Fixture() {
    header.set_cursor("c1");
    header.set_identifier_key(std::string(KeyBytes(kLookupKey)));
    header.mutable_program()->set_version(1);
    *header.mutable_program()->mutable_program() = Program();
    member.mutable_member()->set_member_id(kMember);
    member.mutable_member()->set_balance_points(1'000);
    member.mutable_member()->set_as_of_us(clock.Now().us);
  }

  void Fill() {
    BOOST_REQUIRE(cache->BeginSnapshot(header).ok());
    v1::MemberBatch batch;
    *batch.add_members() = member;
    BOOST_REQUIRE(cache->AddToSnapshot(batch).ok());
    BOOST_REQUIRE(cache->FinishSnapshot(clock.Now()).ok());
    BOOST_REQUIRE((cache->Live()->compiled != nullptr));
  }
  void Know(const std::string& offer_id, int64_t uses, int64_t cost_minor) {
    v1::OfferUses* known = header.add_offer_uses();
    known->set_offer_id(offer_id);
    known->set_uses(uses);
    known->set_cost_minor(cost_minor);
  }
  void Give(const std::string& code, int64_t uses, int64_t active_from_us = 0,
            int64_t expires_at_us = 0) {
    v1::CachedCoupon* coupon = member.add_coupons();
    coupon->set_code_hash(std::string(HashBytes(HashCode(kLookupKey, "coupon", code))));
    coupon->set_batch_id("ten-off");
    coupon->set_uses_left(uses);
    coupon->set_active_from_us(active_from_us);
    coupon->set_expires_at_us(expires_at_us);
  }

  v1::QuoteResponse Quote(int sale, const engine::Basket& basket, bool with_card = true) {
    LocalMember buyer;
    buyer.present = with_card;
    if (with_card) buyer.known = cache->FindById(kMember).value();
    const auto quote =
        quoter.Quote(SaleNumber(sale), cache->Live().get(), buyer, basket, "en");
    BOOST_REQUIRE_MESSAGE(quote.ok(), quote.status().ToString());
    return *quote;
  }
  void Commit(int sale, const v1::QuoteResponse& quote) {
    v1::OutboxRecord record;
    record.mutable_sale()->set_sale_id(SaleNumber(sale));
    record.mutable_sale()->set_quoted_at_us(quote.quoted_at_us());
    codec::ShowQuote(quote.evaluation(), record.mutable_sale());
    plugin::OutboxNote note;
    if (quote.has_member()) note.member_id = kMember;
    BOOST_REQUIRE(outbox->Append(record, note).ok());
    quoter.Forget(SaleNumber(sale));
  }

  // What the engine says where the service counted like this.
  std::string Engine(const engine::Basket& basket, std::vector<OfferUse> uses,
                     std::vector<CouponState> coupons, Instant now) {
    MemberView view;
    view.present = true;
    view.spendable = Points(60);
    view.limit = MemberView::Limit::kOfflineLimit;
    view.uses = std::move(uses);
    // Nobody may use it without the service.
    view.uses.push_back({"never-alone", 10});
    view.coupons = std::move(coupons);
    const engine::CompiledProgram& compiled = *cache->Live()->compiled;
    return codec::EvaluationToProto(compiled,
                                    engine::Evaluate(compiled, view, basket, now).value(), "en")
        .SerializeAsString();
  }
  static OfferUse Used(const std::string& offer_id, int64_t uses, int64_t cost_minor) {
    OfferUse use;
    use.offer_id = offer_id;
    use.uses_total = uses;
    use.budget_used = Money(cost_minor);
    return use;
  }
  static const v1::OfferResult* Find(const v1::QuoteResponse& quote, const std::string& offer_id) {
    for (const v1::OfferResult& offer : quote.evaluation().offers()) {
      if (offer.offer_id() == offer_id) return &offer;
    }
    return nullptr;
  }
  static bool Applied(const v1::QuoteResponse& quote, const std::string& offer_id) {
    const v1::OfferResult* offer = Find(quote, offer_id);
    return offer != nullptr && offer->outcome() == v1::OFFER_OUTCOME_APPLIED;
  }
  static std::string Reason(const v1::QuoteResponse& quote, const std::string& offer_id) {
    const v1::OfferResult* offer = Find(quote, offer_id);
    return offer == nullptr ? "" : offer->reason();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_the_service_counted_limits_the_till_as_it_limits_the_service, Fixture) {
  Know("rare", 10, 0);
  Know("dear", 5, 1'600);
  Fill();
  const v1::QuoteResponse quote = Quote(1, Basket());
  BOOST_TEST(Reason(quote, "rare") == "USE_LIMIT");
  // What is left of the money.
  BOOST_TEST(Find(quote, "dear")->discount_minor() == 400);
  BOOST_TEST((quote.evaluation().SerializeAsString() ==
              Engine(Basket(), {Used("rare", 10, 0), Used("dear", 5, 1'600)}, {},
                     clock.Now())));
}

BOOST_FIXTURE_TEST_CASE(without_the_service_a_till_gives_no_more_than_its_share, Fixture) {
  Know("rare", 4, 0);
  Fill();
  BOOST_TEST(Reason(Quote(9, Basket()), "never-alone") == "USE_LIMIT");
  quoter.Forget(SaleNumber(9));
  for (int sale = 1; sale <= 3; ++sale) {
    const v1::QuoteResponse quote = Quote(sale, Basket());
    BOOST_TEST(Applied(quote, "rare"));
    BOOST_TEST((quote.evaluation().SerializeAsString() ==
                Engine(Basket(), {Used("rare", 3 + sale, 0), Used("dear", sale - 1, (sale - 1) * 700)},
                       {}, clock.Now())));
    Commit(sale, quote);
  }
  const v1::QuoteResponse fourth = Quote(4, Basket());
  BOOST_TEST(Reason(fourth, "rare") == "USE_LIMIT");
  // 2,000 are gone: the third was cut.
  BOOST_TEST(!Applied(fourth, "dear"));
}

BOOST_FIXTURE_TEST_CASE(what_the_service_has_left_may_be_less_than_the_tills_share, Fixture) {
  Know("rare", 9, 0);
  Fill();
  Commit(1, Quote(1, Basket()));
  BOOST_TEST(Reason(Quote(2, Basket()), "rare") == "USE_LIMIT");
}

BOOST_FIXTURE_TEST_CASE(an_open_sale_that_was_shown_the_last_use_keeps_it, Fixture) {
  Know("rare", 9, 0);
  Fill();
  BOOST_TEST(Applied(Quote(1, Basket()), "rare"));
  BOOST_TEST(!Applied(Quote(2, Basket()), "rare"));
  // Its own is no obstacle.
  BOOST_TEST(Applied(Quote(1, Basket()), "rare"));
  quoter.Forget(SaleNumber(1));
  BOOST_TEST(Applied(Quote(2, Basket()), "rare"));
}

BOOST_FIXTURE_TEST_CASE(customers_without_a_card_use_up_what_all_share, Fixture) {
  header.mutable_program()->mutable_program()->mutable_offers(3)->mutable_audience()->set_everyone(
      true);
  BOOST_REQUIRE(header.program().program().offers(3).offer_id() == "rare");
  Know("rare", 9, 0);
  Fill();
  const v1::QuoteResponse quote = Quote(1, Basket(), /*with_card=*/false);
  BOOST_TEST(Applied(quote, "rare"));
  Commit(1, quote);
  BOOST_TEST(!Applied(Quote(2, Basket(), /*with_card=*/false), "rare"));
}

BOOST_FIXTURE_TEST_CASE(a_members_own_coupon_works_without_the_service_as_often_as_it_is_good,
                        Fixture) {
  Give("SPRING", 2);
  Fill();
  engine::Basket basket = Basket();
  basket.coupon_codes = {"spring"};
  const std::string engine = Engine(basket, {}, {{"spring", "ten-off", CouponState::Status::kValid}},
                                    clock.Now());
  for (int sale = 1; sale <= 2; ++sale) {
    const v1::QuoteResponse quote = Quote(sale, basket);
    BOOST_TEST(Applied(quote, "by-coupon"));
    if (sale == 1) BOOST_TEST((quote.evaluation().SerializeAsString() == engine));
    if (sale == 1) Commit(sale, quote);
  }
  // One was sold with, one is open.
  const v1::QuoteResponse third = Quote(3, basket);
  BOOST_TEST(!Applied(third, "by-coupon"));
  BOOST_REQUIRE(third.evaluation().refused_codes_size() == 1);
  BOOST_TEST(third.evaluation().refused_codes(0).reason() == "CODE_USED");
  quoter.Forget(SaleNumber(2));
  BOOST_TEST(Applied(Quote(3, basket), "by-coupon"));
  // Somebody without a card.
  const v1::QuoteResponse other = Quote(4, basket, /*with_card=*/false);
  BOOST_REQUIRE(other.evaluation().refused_codes_size() == 1);
  BOOST_TEST(other.evaluation().refused_codes(0).reason() == "CODE_UNKNOWN");
}

BOOST_FIXTURE_TEST_CASE(coupons_are_good_by_the_services_clock, Fixture) {
  const int64_t now = clock.Now().us;
  Give("SOON", 1, now + Seconds(60).us);
  Give("OVER", 1, 0, now + Seconds(60).us);
  Fill();
  engine::Basket basket = Basket();
  const auto refused = [&](const std::string& code) {
    basket.coupon_codes = {code};
    const v1::QuoteResponse quote = Quote(1, basket);
    return quote.evaluation().refused_codes_size() == 0 ? std::string()
                                                        : quote.evaluation().refused_codes(0).reason();
  };
  BOOST_TEST(refused("SOON") == "CODE_UNKNOWN");
  BOOST_TEST(refused("OVER") == "");
  cache->service_time().Heard(clock.Now() + Seconds(60), clock.Now());
  BOOST_TEST(refused("SOON") == "");
  BOOST_TEST(refused("OVER") == "CODE_EXPIRED");
}

BOOST_FIXTURE_TEST_CASE(rules_about_hours_see_the_services_time, Fixture) {
  // 03:00 in Moscow; the till's clock is seven minutes behind.
  clock.Advance(Seconds(4 * 3'600 - 5 * 60));
  Fill();
  BOOST_TEST(!Applied(Quote(1, Basket()), "morning"));
  const Duration seven = Seconds(7 * 60);
  cache->service_time().Heard(clock.Now() + seven, clock.Now());
  const v1::QuoteResponse quote = Quote(1, Basket());
  BOOST_TEST(Applied(quote, "morning"));
  BOOST_TEST(quote.quoted_at_us() == (clock.Now() + seven).us);
  BOOST_TEST((quote.evaluation().SerializeAsString() ==
              Engine(Basket(), {}, {}, clock.Now() + seven)));
}

BOOST_FIXTURE_TEST_CASE(points_expire_by_the_services_clock, Fixture) {
  member.mutable_member()->set_expiring_points(990);
  member.mutable_member()->set_expiring_at_us((clock.Now() + Seconds(300)).us);
  Fill();
  BOOST_TEST(Quote(1, Basket()).member().balance_points() == 1'000);
  cache->service_time().Heard(clock.Now() + Seconds(420), clock.Now());
  BOOST_TEST(Quote(1, Basket()).member().balance_points() == 10);
}

BOOST_FIXTURE_TEST_CASE(an_account_spends_points_on_so_many_sales_only, Fixture) {
  header.mutable_program()->mutable_program()->mutable_offline()->set_maximum_sales_per_member(2);
  Fill();
  engine::Basket basket = Basket();
  basket.redeem = Points(10);
  for (int sale = 1; sale <= 2; ++sale) {
    BOOST_TEST(Quote(sale, basket).evaluation().spent_points() == 10);
  }
  LocalMember buyer{true, cache->FindById(kMember).value()};
  const auto third =
      quoter.Quote(SaleNumber(3), cache->Live().get(), buyer, basket, "en");
  BOOST_TEST(ReasonOf(third.status()) == "REDEEM_LIMIT");
  BOOST_TEST(Quote(3, Basket()).evaluation().max_redeem_points() == 0);
  BOOST_TEST(Quote(3, Basket()).evaluation().redeem_limit_reason() == "OFFLINE_LIMIT");
  // Those that have begun go on.
  BOOST_TEST(Quote(2, basket).evaluation().spent_points() == 10);
  quoter.Forget(SaleNumber(1));
  BOOST_TEST(Quote(3, basket).evaluation().spent_points() == 10);
}
