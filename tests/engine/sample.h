// Small programs and baskets that the engine's tests are built from.
#ifndef TESSERA_TESTS_ENGINE_SAMPLE_H_
#define TESSERA_TESTS_ENGINE_SAMPLE_H_

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tessera/engine/evaluate.h"

namespace tessera::engine {

inline Program EmptyProgram() {
  Program program;
  program.id = "test";
  program.currency_code = "RUB";
  program.languages = {"ru", "en"};
  program.time_zone = "Europe/Moscow";
  program.tiers = {{"silver", {{"ru", "Серебро"}}}, {"gold", {{"ru", "Золото"}, {"en", "Gold"}}}};
  program.sets = {{"cheese", {}, {"food/cheese"}, {}, {}, {}},
                  {"food", {}, {"food"}, {}, {}, {}},
                  {"tobacco", {}, {"tobacco"}, {}, {}, {}}};
  return program;
}

inline Redemption FullRedemption() {
  Redemption redemption;
  redemption.points = Points(1);
  redemption.value = Money(100);
  redemption.maximum_share = kWhole;
  return redemption;
}

inline Offer OfferOf(std::string id, Effect effect, int32_t priority = 0) {
  Offer offer;
  offer.name = {{"ru", "Акция " + id}};
  offer.id = std::move(id);
  offer.priority = priority;
  offer.effects = {std::move(effect)};
  return offer;
}

inline Effect Percent(int64_t milli, std::string set = "") {
  return PercentOff{{std::move(set)}, Share(milli), std::nullopt};
}
inline Effect Off(int64_t minor, std::string set = "") {
  return AmountOff{{std::move(set)}, Money(minor)};
}
inline Effect Earn(int64_t per_minor, int64_t points, std::string set = "") {
  return EarnPerMoney{std::move(set), Money(per_minor), Points(points)};
}

inline std::shared_ptr<const CompiledProgram> Compiled(Program program, int64_t version = 7) {
  std::vector<Fault> faults;
  auto compiled = CompiledProgram::Compile(std::move(program), version, &faults);
  for (const Fault& fault : faults) {
    BOOST_ERROR(fault.field << ": " << fault.reason << ": " << fault.message);
  }
  BOOST_REQUIRE(compiled != nullptr);
  return compiled;
}

inline Line LineOf(uint32_t line_no, int64_t unit_price_minor, int64_t quantity_milli = 1000,
                   std::string category = "food") {
  Line line;
  line.line_no = line_no;
  line.sku = "sku-" + std::to_string(line_no);
  line.category = std::move(category);
  line.quantity = Quantity(quantity_milli);
  line.unit_price = Money(unit_price_minor);
  return line;
}

inline Basket BasketOf(std::vector<Line> lines, int64_t redeem = 0) {
  Basket basket;
  basket.currency_code = "RUB";
  basket.store_id = "store-1";
  basket.lines = std::move(lines);
  basket.redeem = Points(redeem);
  return basket;
}

inline MemberView MemberOf(std::string tier = "silver", int64_t spendable = 0) {
  MemberView member;
  member.present = true;
  member.tier = std::move(tier);
  member.spendable = Points(spendable);
  return member;
}

inline constexpr Instant kNow{1'800'000'000'000'000};

inline Evaluation Evaluated(const CompiledProgram& program, const MemberView& member,
                            const Basket& basket, Instant now = kNow) {
  auto evaluation = Evaluate(program, member, basket, now);
  BOOST_REQUIRE_MESSAGE(evaluation.ok(), evaluation.status().ToString());
  return *std::move(evaluation);
}

}  // namespace tessera::engine

#endif  // TESSERA_TESTS_ENGINE_SAMPLE_H_
