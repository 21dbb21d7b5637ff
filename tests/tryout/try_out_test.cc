// A program tried on receipts, against evaluating them one by one with plain books of what was used.
#include <boost/test/unit_test.hpp>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tessera/base/random.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/program.h"
#include "tessera/engine/evaluate.h"
#include "tessera/engine/history.h"
#include "tessera/generate/any_basket.h"
#include "tessera/generate/recipe.h"
#include "tessera/program/read_program.h"
#include "tessera/tryout/try_out.h"

namespace tessera::tryout {
namespace {

using Program = TryOut::Program;

constexpr Instant kNoon{1'772'355'600'000'000};  // 1 March 2026 in Moscow

Program Compile(const v1::Program& program) {
  std::vector<engine::Fault> faults;
  Program compiled = codec::CompileProto(program, 1, &faults);
  BOOST_REQUIRE_MESSAGE(compiled != nullptr, (faults.empty() ? "" : faults.front().message));
  return compiled;
}

Program ProgramOf(const std::string& offers) {
  const program::ReadProgramResult read = program::ReadProgram(
      "program_id: chain\ncurrency_code: RUB\ncurrency_digits: 2\nlanguages: [en]\n"
      "time_zone: Europe/Moscow\nsets: [{set_id: coffee, skus: [coffee]}]\n"
      "redemption: {points: 1, value: 1.00, maximum_share: 50%}\noffers:\n" +
      offers);
  for (const auto& fault : read.faults) BOOST_ERROR(program::ToText(fault));
  return Compile(read.program);
}

MemberId Member(uint8_t number) {
  MemberId id;
  id.bytes.fill(number);
  return id;
}

// A line of each: sku and price.
Receipt Bought(uint8_t member, std::vector<std::pair<std::string, int64_t>> goods, int day = 0) {
  static uint8_t number = 0;
  Receipt receipt;
  receipt.sale_id.bytes.fill(++number);
  receipt.at = kNoon + Days(day);
  receipt.booked_at = receipt.at;
  receipt.member_id = Member(member);
  receipt.view.present = true;
  receipt.basket.currency_code = "RUB";
  receipt.basket.store_id = "store-1";
  receipt.booked.figures.receipts = 1;
  for (const auto& [sku, price] : goods) {
    engine::Line line;
    line.line_no = static_cast<uint32_t>(receipt.basket.lines.size() + 1);
    line.sku = sku;
    line.quantity = kOnePiece;
    line.unit_price = Money(price);
    receipt.basket.lines.push_back(line);
    receipt.booked.figures.gross += Money(price);
    receipt.booked.figures.total += Money(price);
  }
  return receipt;
}

BOOST_AUTO_TEST_CASE(ten_percent_off_coffee_costs_ten_percent_of_the_coffee) {
  TryOut try_out(ProgramOf("  - {offer_id: coffee-10, name: Coffee, effects: [{percent_off: {goods: "
                           "{set_id: coffee}, percent: 10%}}]}\n"),
                 nullptr, 10);
  Receipt first = Bought(1, {{"coffee", 20'000}, {"bread", 5'000}});
  Receipt second = Bought(2, {{"bread", 5'000}});
  Receipt third = Bought(1, {{"coffee", 30'000}});
  for (Receipt* receipt : {&first, &second, &third}) try_out.Rate(*receipt);
  const Report report = try_out.Finish();
  BOOST_TEST(report.receipts == 3);
  BOOST_TEST(report.receipts_changed == 2);
  BOOST_TEST(report.members_affected == 1);
  BOOST_TEST(report.before.total.value() == 60'000);
  BOOST_TEST(report.after.discount.value() == 5'000);
  BOOST_TEST(report.after.total.value() == 55'000);
  BOOST_TEST_REQUIRE(report.offers.size() == 1u);
  BOOST_TEST(report.offers[0].after.receipts == 2);
  BOOST_TEST(report.offers[0].members == 1);
  BOOST_TEST_REQUIRE(report.winners.size() == 1u);
  BOOST_TEST(report.winners[0].worth.value() == 5'000);
  BOOST_TEST(report.losers.empty());
  BOOST_TEST_REQUIRE(report.examples.size() == 2u);
  BOOST_TEST((report.examples[0].sale_id == third.sale_id));
  BOOST_TEST(report.examples[0].gained == std::vector<std::string>{"coffee-10"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_budget_runs_out_in_the_right_receipt_and_a_return_frees_it) {
  const Program program = ProgramOf(
      "  - offer_id: coffee-10\n    name: Coffee\n    limits: {uses_total: 2, freed_by_return: true}\n"
      "    effects: [{percent_off: {goods: {set_id: coffee}, percent: 10%}}]\n");
  TryOut try_out(program, nullptr, 10);
  for (int day = 0; day < 5; ++day) {
    Receipt receipt = Bought(1, {{"coffee", 10'000}}, day);
    // The first comes back before the fourth is sold.
    try_out.Rate(receipt, day == 0 ? std::optional<Instant>(kNoon + Days(2) + Seconds(60))
                                   : std::nullopt);
  }
  const Report report = try_out.Finish();
  BOOST_TEST(report.after.discount.value() == 3'000);
  std::vector<int64_t> days;
  for (const ReceiptChange& example : report.examples) {
    days.push_back((example.at.us - kNoon.us) / Days(1).us);
  }
  BOOST_TEST(days == (std::vector<int64_t>{0, 1, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(points_are_spent_as_far_as_they_can_be) {
  TryOut try_out(ProgramOf("  - {offer_id: half, name: Half, effects: [{percent_off: {percent: 50%}}]}\n"),
                 nullptr, 10);
  Receipt receipt = Bought(1, {{"bread", 10'000}});
  receipt.basket.redeem = Points(50);
  receipt.view.spendable = Points(80);
  receipt.booked.figures.redeemed = Money(5'000);
  receipt.booked.figures.spent = Points(50);
  receipt.booked.figures.total = Money(5'000);
  try_out.Rate(receipt);
  const Report report = try_out.Finish();
  BOOST_TEST(report.redemption_changed == 1);
  BOOST_TEST(report.after.discount.value() == 5'000);
  BOOST_TEST(report.after.spent.value() == 25);
  BOOST_TEST(report.after.total.value() == 2'500);
}

BOOST_AUTO_TEST_CASE(what_the_program_does_not_know_is_left_out) {
  TryOut try_out(ProgramOf("  - {offer_id: off, name: Off, effects: [{percent_off: {percent: 10%}}]}\n"),
                 nullptr, 0);
  Receipt receipt = Bought(1, {{"bread", 10'000}});
  receipt.basket.choices.push_back({"gone", 1});
  receipt.basket.tenders.push_back({engine::TenderKind::kGiftCard, "#abc", Money(100)});
  try_out.Rate(receipt);
  Receipt foreign = Bought(1, {{"bread", 10'000}});
  foreign.basket.currency_code = "EUR";
  try_out.Rate(foreign);
  const Report report = try_out.Finish();
  BOOST_TEST(report.receipts == 1);
  BOOST_TEST(report.skipped == 1);
  BOOST_TEST(report.after.discount.value() == 1'000);
  BOOST_TEST(report.examples.empty());
}

// What one receipt comes to.
struct One {
  Figures figures;
  std::map<std::string, Figures> offers;
  std::vector<std::pair<std::string, int64_t>> gifts;
};

One OneOf(const engine::CompiledProgram& program, const engine::Evaluation& evaluation) {
  const auto& offers = program.source().offers;
  One one;
  one.figures.receipts = 1;
  one.figures.gross = evaluation.gross;
  one.figures.discount = evaluation.discount;
  one.figures.total = evaluation.total;
  one.figures.redeemed = evaluation.redeemed;
  one.figures.earned = evaluation.earned;
  one.figures.spent = evaluation.spent;
  for (const engine::OfferResult& result : evaluation.offers) {
    if (result.outcome != engine::Outcome::kApplied) continue;
    Figures& of = one.offers[offers[result.offer].id];
    of.receipts = 1;
    of.discount += result.discount;
    of.earned += result.points;
  }
  for (const auto& issued : evaluation.issued_coupons) {
    one.figures.coupons += issued.coupons;
    Figures& of = one.offers[offers[issued.offer].id];
    of.receipts = 1;
    of.coupons += issued.coupons;
  }
  for (const auto& stamps : evaluation.stamps) {
    one.figures.stamps += stamps.stamps;
    Figures& of = one.offers[offers[stamps.offer].id];
    of.receipts = 1;
    of.stamps += stamps.stamps;
  }
  for (const auto& gift : evaluation.gifts) {
    const auto& effect = offers[gift.offer].effects[gift.effect];
    one.gifts.emplace_back(std::get<engine::Gift>(effect).sku, gift.quantity.value());
  }
  return one;
}

// The plain way: a map for each count, and Evaluate for each receipt.
struct Plain {
  explicit Plain(Program the_program) : program(std::move(the_program)) {}

  struct Own {
    int64_t uses = 0;
    std::map<int32_t, int64_t> by_day;
    int64_t units = 0;
  };
  struct Use {
    int64_t back_at_us = 0;
    std::string offer;
    std::string member;
    int32_t day = 0;
    engine::OfferResult result;
  };

  void Take(const Use& use, int64_t sign) {
    engine::OfferUse& altogether = all[use.offer];
    altogether.uses_total += sign;
    altogether.budget_used += Money(sign * use.result.discount.value());
    altogether.budget_used_points += Points(sign * use.result.points.value());
    Own& own = of[use.member][use.offer];
    own.uses += sign;
    own.by_day[use.day] += sign;
    own.units += sign * use.result.units;
  }

  One Rate(const Receipt& receipt, const std::string& member,
           const std::optional<Instant>& returned_at) {
    for (auto use = returns.begin(); use != returns.end();) {
      const bool is_back = use->back_at_us <= receipt.booked_at.us;
      if (is_back) Take(*use, -1);
      use = is_back ? returns.erase(use) : std::next(use);
    }
    engine::MemberView view = receipt.view;
    view.uses.clear();
    const int32_t today = engine::DayInStore(*program, receipt.basket.store_id, receipt.at);
    for (const engine::Offer& offer : program->source().offers) {
      engine::OfferUse use = all[offer.id];
      use.offer_id = offer.id;
      if (receipt.member_id) {
        const Own& own = of[member][offer.id];
        use.uses_member = own.uses;
        use.uses_member_today = own.by_day.count(today) > 0 ? own.by_day.at(today) : 0;
        use.units_member = own.units;
      }
      view.uses.push_back(use);
    }
    const engine::Evaluation evaluation =
        *engine::Evaluate(*program, view, receipt.basket, receipt.at);
    for (const engine::OfferResult& result : evaluation.offers) {
      if (result.outcome != engine::Outcome::kApplied) continue;
      const engine::Offer& offer = program->source().offers[result.offer];
      const Use use{returned_at ? returned_at->us : 0, offer.id, member, today, result};
      Take(use, 1);
      if (returned_at && offer.limits.freed_by_return) returns.push_back(use);
    }
    freed += returns.size();
    return OneOf(*program, evaluation);
  }

  Program program;
  std::map<std::string, engine::OfferUse> all;
  std::map<std::string, std::map<std::string, Own>> of;
  std::vector<Use> returns;
  size_t freed = 0;
};

// The sums of all that a report tells.
struct Summed {
  void Add(const One& before, const One& after, const std::optional<MemberId>& member,
           const engine::CompiledProgram& tried) {
    figures_before += before.figures;
    figures_after += after.figures;
    for (const auto& [offer, figures] : before.offers) offers[offer].first += figures;
    for (const auto& [offer, figures] : after.offers) {
      offers[offer].second += figures;
      if (member) members_of[offer].insert(member->ToText());
    }
    if (before.figures == after.figures && before.gifts == after.gifts) return;
    ++changed;
    if (!member) return;
    const Points earned = after.figures.earned - before.figures.earned;
    worth[member->ToText()] += after.figures.discount - before.figures.discount + WorthOf(tried, earned);
  }

  void Compare(const Report& report) const {
    BOOST_TEST(report.skipped == 0);
    BOOST_TEST((report.before == figures_before));
    BOOST_TEST((report.after == figures_after));
    BOOST_TEST(report.receipts_changed == changed);
    BOOST_TEST(report.members_affected == static_cast<int64_t>(worth.size()));
    BOOST_TEST(report.offers.size() == offers.size());
    for (const OfferChange& offer : report.offers) {
      BOOST_TEST_CONTEXT(offer.offer_id) {
        BOOST_TEST_REQUIRE(offers.count(offer.offer_id) == 1u);
        BOOST_TEST((offer.before == offers.at(offer.offer_id).first));
        BOOST_TEST((offer.after == offers.at(offer.offer_id).second));
        const auto found = members_of.find(offer.offer_id);
        const size_t members = found == members_of.end() ? 0 : found->second.size();
        BOOST_TEST(offer.members == static_cast<int64_t>(members));
      }
    }
    size_t winners = 0;
    size_t losers = 0;
    for (const auto& [member, of_member] : worth) {
      winners += of_member > Money() ? 1 : 0;
      losers += of_member < Money() ? 1 : 0;
    }
    BOOST_TEST(report.winners.size() == winners);
    BOOST_TEST(report.losers.size() == losers);
    for (const auto* list : {&report.winners, &report.losers}) {
      for (const MemberChange& change : *list) {
        BOOST_TEST(change.worth.value() == worth.at(change.member_id.ToText()).value());
      }
    }
  }

  Figures figures_before;
  Figures figures_after;
  int64_t changed = 0;
  std::map<std::string, std::pair<Figures, Figures>> offers;
  std::map<std::string, std::set<std::string>> members_of;
  std::map<std::string, Money> worth;
};

BOOST_AUTO_TEST_CASE(a_try_out_is_the_sum_of_evaluating_one_by_one) {
  int limited = 0;
  size_t freed = 0;
  int64_t changed = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    std::mt19937_64 random(seed);
    const auto numbers = [&] { return random(); };
    const generate::Recipe recipe = generate::AnyRecipe(numbers, 8, 6);
    v1::Program document = generate::AnyProgram(recipe);
    for (v1::Offer& offer : *document.mutable_offers()) {
      offer.mutable_limits()->set_freed_by_return(seed % 2 == 0);
      if (seed % 4 == 0 && offer.limits().uses_total() == 0) offer.mutable_limits()->set_uses_total(6);
    }
    // What it is compared with has one offer less.
    v1::Program former = document;
    if (former.offers_size() > 0) former.mutable_offers()->RemoveLast();
    const Program program = Compile(document);
    const Program against = Compile(former);
    limited += engine::AsksOf(*program).used_altogether.empty() ? 0 : 1;
    TryOut try_out(program, against, 5);
    Plain plain(program);
    Plain plain_against(against);
    Summed sums;
    for (int number = 0; number < 25; ++number) {
      const generate::Recipe other = generate::AnyRecipe(numbers, 0, 6);
      Receipt receipt;
      receipt.sale_id.bytes.fill(static_cast<uint8_t>(number));
      receipt.at = generate::kNow + Seconds(number * 20'000);
      receipt.booked_at = receipt.at;
      receipt.basket = codec::BasketFromProto(generate::AnyBasket(other, former),
                                              generate::AnyStore(other));
      receipt.view = generate::AnyMember(other, former);
      const auto member = static_cast<uint8_t>(random() % 3);
      if (receipt.view.present) receipt.member_id = Member(member);
      std::optional<Instant> returned_at;
      if (random() % 4 == 0) {
        returned_at = receipt.booked_at + Seconds(static_cast<int64_t>(random() % 100'000));
      }
      const std::string key = receipt.member_id ? std::string(1, static_cast<char>(member)) : "";
      const One after = plain.Rate(receipt, key, returned_at);
      const One before = plain_against.Rate(receipt, key, returned_at);
      sums.Add(before, after, receipt.member_id, *program);
      try_out.Rate(receipt, returned_at);
    }
    freed += plain.freed;
    changed += sums.changed;
    BOOST_TEST_CONTEXT("seed " << seed) { sums.Compare(try_out.Finish()); }
  }
  BOOST_TEST(limited > 3);
  BOOST_TEST(freed > 20u);
  BOOST_TEST(changed > 50);
}

}  // namespace
}  // namespace tessera::tryout
