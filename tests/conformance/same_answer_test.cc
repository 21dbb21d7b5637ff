// The service's quote and the till's own, to the byte: each on its real path, from a published program
// in SQLite and from the cache that was filled by a snapshot.
//
// TESSERA_PROGRAMS (100) programs with 20 baskets each, TESSERA_SEED to replay; in a release build
//   TESSERA_PROGRAMS=5000 tessera_same_answer_test
// compares 100,000 pairs.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <random>

#include "chain.h"
#include "tessera/codec/basket.h"
#include "tessera/generate/any_basket.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/operations/vouchers/issue_coupons.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/sync/read_snapshot.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/sale/local_quote.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/lying_disk.h"

namespace tessera {
namespace {

constexpr int kBaskets = 20;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

class StoppedClock final : public Clock {
 public:
  Instant Now() const override { return generate::kNow + wrong_by; }
  Duration Monotonic() const override { return {0}; }

  Duration wrong_by{};
};

// One chain, one till, and the members that both know.
struct Both {
  explicit Both(int32_t digits = 0) : points_digits(digits) {
    chain.now = generate::kNow;
    v1::Program first = generate::AnyProgram(generate::Recipe());
    first.set_points_digits(points_digits);
    chain.Publish(first);
    AddMember("silver", {}, 0);
    AddMember("silver", {"staff"}, 40);
    AddMember("gold", {}, 300);
    AddMember("gold", {"staff"}, 100'000);
    AddMember("", {}, 15);
  }

  void AddMember(const std::string& tier, const std::vector<std::string>& tags, int64_t points) {
    v1::MemberImport item;
    item.set_member_id(chain.NewId());
    v1::Identifier* card = item.add_identifiers();
    card->set_kind(v1::IDENTIFIER_KIND_CARD);
    card->set_value("77000000000" + std::to_string(members.size()));
    item.set_tier(tier);
    for (const std::string& tag : tags) item.add_tags(tag);
    item.set_opening_points(points);
    const absl::Status status = chain.store().WriteAndWait([&](storage::Transaction& transaction) {
      return operations::ImportMember(chain.As(operations::kHq), transaction, item);
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    members.push_back(item.member_id());
  }

  void FillCache() {
    absl::Status status = chain.store().Read([&](storage::ReadTransaction& transaction) {
      v1::SnapshotRequest request;
      request.set_store_id("store-1");
      request.set_terminal_id("till-1");
      const operations::Context context = chain.As(operations::kTill);
      TESSERA_ASSIGN_OR_RETURN(const v1::SnapshotHeader header,
                               operations::ReadSnapshotHeader(context, transaction, request));
      TESSERA_RETURN_IF_ERROR(cache->BeginSnapshot(header));
      TESSERA_ASSIGN_OR_RETURN(
          const operations::SnapshotPage page,
          operations::ReadSnapshotPage(context, transaction, "store-1", header.cursor(), "", 100));
      TESSERA_RETURN_IF_ERROR(cache->AddToSnapshot(page.batch));
      return cache->FinishSnapshot(clock.Now());
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  }

  // The same question to both; true if they answer the same.
  bool Agree(const v1::Basket& basket, const std::string& store, size_t who,
             v1::Evaluation* answer) {
    const std::string member = who < members.size() ? members[who] : "";
    v1::QuoteRequest request = chain.Ask(member, basket);
    request.set_store_id(store);
    request.set_language("en");
    const operations::Caller till{true, store, "till-1"};
    const auto service = chain.Read(operations::Quote, till, request);
    BOOST_REQUIRE_MESSAGE(service.ok(), service.status().ToString());
    plugin::LocalMember local;
    if (!member.empty()) {
      local.present = true;
      local.known = cache->FindById(member).value();
      BOOST_REQUIRE(local.known.has_value());
    }
    const auto till_answer =
        quoter.Quote(request.sale_id(), cache->Live().get(), local,
                     codec::BasketFromProto(basket, store), "en");
    BOOST_REQUIRE_MESSAGE(till_answer.ok(), till_answer.status().ToString());
    quoter.Forget(request.sale_id());
    *answer = service->evaluation();
    return service->evaluation().SerializeAsString() ==
           till_answer->evaluation().SerializeAsString();
  }

  operations::Chain chain;
  std::vector<std::string> members;
  StoppedClock clock;
  fakes::TemporaryFolder place;
  fakes::SeededRandom random{11};
  std::unique_ptr<plugin::Folder> folder = plugin::Folder::Open(place.path()).value();
  std::unique_ptr<plugin::Outbox> outbox =
      plugin::Outbox::Open(*folder, fakes::LyingDisk()).value();
  std::unique_ptr<plugin::Cache> cache = plugin::Cache::Open(*folder, SecretKey{1}, random);
  plugin::LocalQuoter quoter{*cache, *outbox, clock};
  const int32_t points_digits;
};

// A till may spend as much as there is, so that both know the same.
void LetTillsSpend(v1::Program* program) {
  v1::OfflinePolicy* offline = program->mutable_offline();
  offline->set_maximum_snapshot_age_seconds(86'400);
  offline->set_balance_share_milli(100'000);
  offline->set_maximum_points_per_sale(1'000'000'000);
  offline->set_maximum_points_per_member(1'000'000'000);
  for (v1::Offer& offer : *program->mutable_offers()) {
    const v1::Limits& limits = offer.limits();
    if (limits.uses_total() == 0 && limits.budget_minor() == 0 && limits.budget_points() == 0) {
      continue;
    }
    offer.mutable_limits()->set_offline_uses_per_terminal(1'000'000);
  }
}

BOOST_AUTO_TEST_CASE(the_till_alone_answers_as_the_service_does_to_the_byte) {
  const uint64_t seed = FromEnvironment("TESSERA_SEED", std::random_device()());
  BOOST_TEST_MESSAGE("TESSERA_SEED=" << seed);
  std::mt19937_64 random(seed);
  const auto numbers = [&] { return random(); };
  // A chain keeps the digits of its points.
  Both both(static_cast<int32_t>(numbers() % 3));
  int64_t pairs = 0;
  const uint64_t programs = FromEnvironment("TESSERA_PROGRAMS", 100);
  for (uint64_t i = 0; i < programs; ++i) {
    generate::Recipe recipe = generate::AnyRecipe(numbers, 10, 8);
    v1::Program program = generate::AnyProgram(recipe);
    LetTillsSpend(&program);
    program.set_points_digits(both.points_digits);
    both.chain.Publish(program);
    both.FillCache();
    for (int k = 0; k < kBaskets; ++k) {
      const generate::Recipe other = generate::AnyRecipe(numbers, 0, 8);
      recipe.lines = other.lines;
      recipe.basket = other.basket;
      v1::Basket basket = generate::AnyBasket(recipe, program);
      const size_t who = random() % (both.members.size() + 1);
      v1::Evaluation answer;
      const bool same = both.Agree(basket, generate::AnyStore(recipe), who, &answer);
      BOOST_REQUIRE_MESSAGE(same, "TESSERA_SEED=" << seed << " program " << i << " basket " << k);
      ++pairs;
      if (answer.max_redeem_points() == 0 || basket.choices_size() != 0) continue;
      basket.set_redeem_points(answer.max_redeem_points());
      BOOST_REQUIRE_MESSAGE(both.Agree(basket, generate::AnyStore(recipe), who, &answer),
                            "TESSERA_SEED=" << seed << " program " << i << " basket " << k
                                            << " with points");
    }
  }
  BOOST_TEST_MESSAGE(pairs << " pairs of a program and a basket");
  BOOST_TEST(pairs > 0);
}

constexpr char kShared[] = R"(
coupon_batches:
  - {batch_id: own, name: Yours, personal: true, lifetime_days: 10}
offers:
  - offer_id: rare
    name: The first two
    audience: {everyone: true}
    effects: [{amount_off: {amount: 15.00}}]
    limits: {uses_total: 2}
  - offer_id: dear
    name: While money lasts
    effects: [{amount_off: {amount: 7.00}}]
    limits: {budget: 16.00, on_exceed: cut}
  - offer_id: own
    name: Yours
    trigger: {coupon: {batch_id: own}}
    effects: [{amount_off: {amount: 9.00}}]
  - offer_id: from-eleven
    name: From eleven on
    audience: {everyone: true}
    window: {from_time: "11:00"}
    effects: [{amount_off: {amount: 4.00}}]
)";

bool Applies(const v1::Evaluation& answer, const std::string& offer_id) {
  for (const v1::OfferResult& offer : answer.offers()) {
    if (offer.offer_id() == offer_id) return offer.outcome() == v1::OFFER_OUTCOME_APPLIED;
  }
  return false;
}

// At eleven; the till's clock is seven minutes slow.
BOOST_AUTO_TEST_CASE(what_all_share_coupons_and_hours_are_the_same_to_a_till_that_followed) {
  Both both;
  v1::Program program = operations::Chain::ProgramOf(kShared);
  program.set_program_id(generate::AnyProgram(generate::Recipe()).program_id());
  program.set_points_digits(both.points_digits);
  LetTillsSpend(&program);
  both.chain.Publish(program);
  v1::IssueCouponsRequest issue;
  issue.set_change_id(both.chain.NewId());
  issue.set_batch_id("own");
  issue.set_count(1);
  issue.mutable_member()->set_member_id(both.members[0]);
  const auto issued = both.chain.Write(operations::IssueCoupons, operations::kHq, issue);
  BOOST_REQUIRE(issued.ok());
  both.clock.wrong_by = Seconds(-7 * 60);
  both.cache->service_time().Heard(generate::kNow, both.clock.Now());

  v1::Basket basket = operations::Chain::Basket({10'000});
  v1::Basket with_coupon = basket;
  with_coupon.add_coupon_codes(issued->codes(0));
  const size_t nobody = both.members.size();
  for (int sold = 0; sold <= 3; ++sold) {
    both.FillCache();
    v1::Evaluation answer;
    for (const size_t who : {size_t{0}, size_t{1}, nobody}) {
      BOOST_TEST(both.Agree(basket, "store-1", who, &answer));
      BOOST_TEST(Applies(answer, "rare") == (sold < 2));
      BOOST_TEST(Applies(answer, "dear") == (sold < 3 && who != nobody));
      BOOST_TEST(Applies(answer, "from-eleven"));
      BOOST_TEST(both.Agree(with_coupon, "store-1", who, &answer));
      BOOST_TEST(Applies(answer, "own") == (who == 0));
    }
    const auto booked = both.chain.Commit(both.chain.Sell(both.members[2], basket));
    BOOST_REQUIRE_MESSAGE(booked.ok(), booked.status().ToString());
  }
}

}  // namespace
}  // namespace tessera
