#include "tessera/codec/program.h"

#include <limits>
#include <utility>

namespace tessera::codec {
namespace {

using Faults = std::vector<engine::Fault>;

engine::Text TextFromProto(const v1::Text& message) {
  return engine::Text(message.by_language().begin(), message.by_language().end());
}

Duration SecondsFromProto(int64_t seconds, Duration otherwise, const char* field, Faults* faults) {
  constexpr int64_t kLongest = std::numeric_limits<int64_t>::max() / 1'000'000;
  if (seconds >= 0 && seconds <= kLongest) return Seconds(seconds);
  faults->push_back({field, "DURATION_INVALID", "must be 0 or more seconds, and within reason"});
  return otherwise;
}

Rounding RoundingFromProto(v1::Rounding rounding, Faults* faults) {
  switch (rounding) {
    case v1::ROUNDING_UNSPECIFIED:
    case v1::ROUNDING_HALF_UP: return Rounding::kHalfUp;
    case v1::ROUNDING_HALF_DOWN: return Rounding::kHalfDown;
    case v1::ROUNDING_HALF_EVEN: return Rounding::kHalfEven;
    case v1::ROUNDING_DOWN: return Rounding::kDown;
    case v1::ROUNDING_UP: return Rounding::kUp;
    default: break;
  }
  faults->push_back({"rounding", "ROUNDING_UNKNOWN",
                     "use HALF_UP, HALF_DOWN, HALF_EVEN, DOWN or UP"});
  return Rounding::kHalfUp;
}

template <typename Repeated>
std::vector<std::string> Strings(const Repeated& field) {
  return std::vector<std::string>(field.begin(), field.end());
}

engine::ProductSet SetFromProto(const v1::ProductSet& message) {
  return {message.set_id(),          Strings(message.skus()),   Strings(message.categories()),
          Strings(message.brands()), Strings(message.labels()), Strings(message.except_sets())};
}

engine::Restriction RestrictionFromProto(const v1::Restriction& message) {
  return {message.set_id(), message.no_discount(), message.no_earn(), message.no_spend(),
          Money(message.minimum_unit_price_minor())};
}

engine::Window WindowFromProto(const v1::Window& message) {
  engine::Window window;
  if (message.starts_at_us() != 0) window.starts_at = Instant{message.starts_at_us()};
  if (message.ends_at_us() != 0) window.ends_at = Instant{message.ends_at_us()};
  return window;
}

std::optional<engine::Effect> EffectFromProto(const v1::Offer& message) {
  switch (message.effect_case()) {
    case v1::Offer::kPercentOff: {
      const v1::PercentOff& off = message.percent_off();
      engine::PercentOff effect{off.set_id(), Share(off.percent_milli()), std::nullopt};
      if (off.maximum_minor() != 0) effect.maximum = Money(off.maximum_minor());
      return effect;
    }
    case v1::Offer::kAmountOff:
      return engine::AmountOff{message.amount_off().set_id(),
                               Money(message.amount_off().amount_minor())};
    case v1::Offer::kEarnPerMoney: {
      const v1::EarnPerMoney& earn = message.earn_per_money();
      return engine::EarnPerMoney{earn.set_id(), Money(earn.per_amount_minor()),
                                  Points(earn.points())};
    }
    case v1::Offer::EFFECT_NOT_SET: break;
  }
  return std::nullopt;
}

engine::Offer OfferFromProto(const v1::Offer& message) {
  engine::Offer offer;
  offer.id = message.offer_id();
  offer.name = TextFromProto(message.name());
  offer.priority = message.priority();
  offer.exclusive_group = message.exclusive_group();
  offer.audience = {message.audience().everyone(), Strings(message.audience().tiers()),
                    Strings(message.audience().tags()), Strings(message.audience().stores())};
  offer.window = WindowFromProto(message.window());
  for (const v1::Condition& condition : message.conditions()) {
    offer.conditions.push_back({condition.set_id(), Money(condition.minimum_amount_minor()),
                                Quantity(condition.minimum_quantity_milli())});
  }
  offer.effect = EffectFromProto(message);
  return offer;
}

engine::Redemption RedemptionFromProto(const v1::Redemption& message) {
  return {Points(message.points()),       Money(message.value_minor()),
          Points(message.minimum_points()), Points(message.step_points()),
          Share(message.maximum_share_milli()), Money(message.minimum_line_minor())};
}

engine::OfflinePolicy OfflineFromProto(const v1::OfflinePolicy& message, Faults* faults) {
  return {SecondsFromProto(message.maximum_snapshot_age_seconds(), Duration(),
                           "offline.maximum_snapshot_age_seconds", faults),
          Share(message.balance_share_milli()), Points(message.maximum_points_per_sale()),
          Points(message.maximum_points_per_member())};
}

}  // namespace

engine::Program ProgramFromProto(const v1::Program& message, Faults* faults) {
  engine::Program program;
  program.id = message.program_id();
  program.currency_code = message.currency_code();
  program.currency_digits = message.currency_digits();
  program.points_digits = message.points_digits();
  program.languages = Strings(message.languages());
  program.time_zone = message.time_zone();
  program.rounding = RoundingFromProto(message.rounding(), faults);
  for (const auto& set : message.sets()) program.sets.push_back(SetFromProto(set));
  for (const auto& restriction : message.restrictions()) {
    program.restrictions.push_back(RestrictionFromProto(restriction));
  }
  for (const auto& tier : message.tiers()) {
    program.tiers.push_back({tier.tier_id(), TextFromProto(tier.name())});
  }
  for (const auto& offer : message.offers()) program.offers.push_back(OfferFromProto(offer));
  if (message.has_redemption()) program.redemption = RedemptionFromProto(message.redemption());
  program.points_life = {message.points_life().activation_days(),
                         message.points_life().lifetime_days()};
  program.offline = OfflineFromProto(message.offline(), faults);
  if (message.hold_seconds() != 0) {
    program.hold = SecondsFromProto(message.hold_seconds(), program.hold, "hold_seconds", faults);
  }
  return program;
}

std::shared_ptr<const engine::CompiledProgram> CompileProto(const v1::Program& message,
                                                            int64_t version, Faults* faults) {
  faults->clear();
  Faults structural;
  engine::Program program = ProgramFromProto(message, &structural);
  auto compiled = engine::CompiledProgram::Compile(std::move(program), version, faults);
  faults->insert(faults->end(), structural.begin(), structural.end());
  return faults->empty() ? compiled : nullptr;
}

}  // namespace tessera::codec
