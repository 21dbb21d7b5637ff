#include "engine_sample.h"

#include <random>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"

namespace tessera::bench {
namespace {

using namespace engine;

constexpr int kMostSets = 1'000;

Program EmptyProgram() {
  Program program;
  program.id = "bench";
  program.currency_code = "RUB";
  program.languages = {"en"};
  program.time_zone = "Europe/Moscow";
  program.redemption.emplace();
  program.redemption->points = Points(1);
  program.redemption->value = Money(100);
  program.redemption->maximum_share = Share(50'000);
  return program;
}

Offer OfferOf(int number, Effect effect) {
  Offer offer;
  offer.id = absl::StrCat("offer-", number);
  offer.name = {{"en", absl::StrCat("Offer ", number)}};
  offer.priority = number % 7;
  offer.effects = {std::move(effect)};
  return offer;
}

Effect CheapestOff(const std::string& set, int64_t milli) {
  PercentOff off{{set}, Share(milli)};
  off.goods.maximum_units = 3;
  return off;
}

Effect AmountAboveFloors(const std::string& set, int64_t minor) {
  return AmountOff{{set}, Money(minor)};
}

Effect CheapPieces(const std::string& set, int64_t minor) {
  FixedPrice price{{set}, Money(minor)};
  price.goods.maximum_units = 5;
  return price;
}

Effect SecondForHalf(const std::string& set) {
  BuyGet buy_get{set, 2, set, 1};
  buy_get.percent = Share(50'000);
  buy_get.maximum_times = 4;
  return buy_get;
}

Effect ThreeTogether(const std::string& set, int64_t minor) {
  BundlePrice bundle{{{set, 3}}, Money(minor)};
  bundle.maximum_bundles = 2;
  return bundle;
}

// One of every eight is of each kind.
Effect AnyKind(int number, const std::string& set) {
  switch (number % 8) {
    case 0: return PercentOff{{set}, Share(5'000 + 100 * (number % 40))};
    case 1: return CheapestOff(set, 20'000);
    case 2: return AmountAboveFloors(set, 1'000 + number % 100);
    case 3: return CheapPieces(set, 3'900);
    case 4: return SecondForHalf(set);
    case 5: return ThreeTogether(set, 9'900);
    case 6: return EarnPerMoney{set, Money(1'000), Points(3)};
    default: return EarnPerUnit{set, Points(2)};
  }
}

std::string CategoryOf(int number) { return absl::StrCat("food/c", number); }
std::string SetOf(int number) { return absl::StrCat("set-", number); }

ProductSet SetFor(int number) {
  ProductSet set;
  set.id = SetOf(number);
  if (number < kTouching) {
    set.categories = {CategoryOf(number)};
    return set;
  }
  switch (number % 4) {
    case 0: set.categories = {absl::StrCat("other/c", number)}; break;
    case 1:
      for (int i = 0; i < 20; ++i) set.skus.push_back(absl::StrCat("48", number * 100 + i));
      break;
    case 2: set.brands = {absl::StrCat("brand-", number)}; break;
    default: set.labels = {absl::StrCat("label-", number)}; break;
  }
  return set;
}

}  // namespace

Program SparseProgram(int offers) {
  Program program = EmptyProgram();
  const int sets = std::min(std::max(offers, kTouching), kMostSets);
  for (int i = 0; i < sets; ++i) program.sets.push_back(SetFor(i));
  for (int i = 0; i < offers; ++i) {
    const int set = i < sets ? i : kTouching + i % (sets - kTouching);
    program.offers.push_back(OfferOf(i, AnyKind(i, SetOf(set))));
  }
  return program;
}

Basket MakeGoods(int lines) {
  Basket basket;
  basket.currency_code = "RUB";
  basket.store_id = "bench-store";
  for (int i = 0; i < lines; ++i) {
    Line line;
    line.line_no = static_cast<uint32_t>(i + 1);
    line.sku = absl::StrCat("46", 10'000'000 + i);
    line.name = absl::StrCat("Goods number ", i);
    line.category = CategoryOf(i % kTouching);
    line.brand = "brand";
    line.labels = {"fresh"};
    line.quantity = Quantity(i % 10 == 9 ? 1'250 : 1'000 * (1 + i % 3));
    line.unit_price = Money(4'000 + 997 * (i % 32));
    basket.lines.push_back(std::move(line));
  }
  return basket;
}

// Each takes a thousandth or so, so that something is left for the last.
Program DenseProgram(int offers, bool mixed) {
  Program program = EmptyProgram();
  for (int i = 0; i < offers; ++i) {
    program.offers.push_back(OfferOf(
        i, mixed && i % 8 != 0 ? AnyKind(i, "") : Effect(PercentOff{{}, Share(100 + i % 50)})));
  }
  return program;
}

namespace {

class Chance {
 public:
  explicit Chance(uint64_t seed) : random_(seed) {}
  int64_t Upto(int64_t most) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(most + 1));
  }
  bool OneIn(int64_t n) { return Upto(n - 1) == 0; }

 private:
  std::mt19937_64 random_;
};

// Sets that overlap: each category, unions of three, and all goods.
std::string AnySet(Chance& chance) {
  if (chance.OneIn(5)) return "";
  return chance.OneIn(2) ? SetOf(static_cast<int>(chance.Upto(kTouching - 1)))
                         : absl::StrCat("wide-", chance.Upto(kTouching - 1));
}

Effect AnyReduction(Chance& chance, bool hard) {
  const std::string set = AnySet(chance);
  switch (chance.Upto(hard ? 7 : 5)) {
    case 0:
    case 1: return PercentOff{{set}, Share(1'000 + chance.Upto(29'000))};
    case 2: {
      PercentOff off{{set}, Share(5'000 + chance.Upto(40'000))};
      off.maximum = Money(1'000 + chance.Upto(20'000));
      return off;
    }
    case 3: return AmountOff{{set}, Money(500 + chance.Upto(15'000))};
    case 4: return CheapPieces(set, 2'000 + chance.Upto(8'000));
    case 5: {
      BuyGet buy_get{set, 1 + chance.Upto(1), AnySet(chance), 1};
      buy_get.percent = Share(20'000 + chance.Upto(79'999));
      return buy_get;
    }
    case 6: return ThreeTogether(set, 5'000 + chance.Upto(20'000));
    default: {
      PercentOff off{{set}, Share()};
      off.steps = {{Money(10'000), {}, Share(1'000 + chance.Upto(10'000)), {}},
                   {Money(60'000), {}, Share(11'000 + chance.Upto(20'000)), {}}};
      return off;
    }
  }
}

}  // namespace

Riddle MakeRiddle(uint64_t seed, bool hard, int offers) {
  Chance chance(seed);
  Program program = EmptyProgram();
  for (int i = 0; i < kTouching; ++i) {
    program.sets.push_back(SetFor(i));
    program.sets.push_back({absl::StrCat("wide-", i), {},
                            {CategoryOf(i), CategoryOf((i + 1) % kTouching),
                             CategoryOf((i + 3) % kTouching)}});
  }
  for (int i = 0; i < offers; ++i) {
    Offer offer = OfferOf(i, AnyReduction(chance, hard));
    if (chance.OneIn(3)) offer.exclusive_group = absl::StrCat("group-", chance.Upto(4));
    if (hard && chance.OneIn(5)) offer.conditions = {{AnySet(chance), Money(chance.Upto(150'000))}};
    if (hard && chance.OneIn(15)) offer.limits.budget = Money(5'000 + chance.Upto(30'000));
    program.offers.push_back(std::move(offer));
  }
  if (hard && chance.OneIn(4)) program.stacking.maximum_share = Share(30'000 + chance.Upto(60'000));
  if (hard && chance.OneIn(4)) program.stacking.units_used_once = true;
  Riddle riddle;
  riddle.basket = MakeGoods(20);
  riddle.greedy = Compiled(program);
  program.stacking.phases = {{"best", StackingMode::kBestForCustomer}};
  riddle.program = Compiled(std::move(program));
  return riddle;
}

std::shared_ptr<const CompiledProgram> Compiled(Program program) {
  std::vector<Fault> faults;
  auto compiled = CompiledProgram::Compile(std::move(program), 1, &faults);
  if (compiled != nullptr) return compiled;
  throw std::runtime_error(absl::StrCat("the sample program is invalid: ", faults[0].field, ": ",
                                        faults[0].message));
}

MemberView AnyMember() {
  MemberView member;
  member.present = true;
  member.spendable = Points(5'000);
  return member;
}

}  // namespace tessera::bench
