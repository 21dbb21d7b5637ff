#include "conditions.h"

#include <algorithm>

namespace tessera::engine {
namespace {

bool Contains(absl::Span<const uint32_t> values, uint32_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool InAudience(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                const Situation& situation) {
  if ((offer.members_only || offer.earns) && !situation.member_present) return false;
  const uint32_t tier = situation.tier == kUnnumbered ? 0 : 1U << situation.tier;
  if (offer.tiers != 0 && (offer.tiers & tier) == 0) return false;
  const absl::Span<const uint32_t> tags = Cut(program.offer_tags, offer.tags);
  const auto member_has = [&](uint32_t tag) {
    return std::binary_search(situation.tags.begin(), situation.tags.end(), tag);
  };
  if (!tags.empty() && std::none_of(tags.begin(), tags.end(), member_has)) return false;
  const absl::Span<const uint32_t> stores = Cut(program.offer_stores, offer.stores);
  return stores.empty() || Contains(stores, situation.store);
}

}  // namespace

Situation Resolve(const CompiledProgram::Internals& program, const MemberView& member,
                  const Basket& basket, Instant now) {
  Situation situation;
  situation.now = now;
  situation.store = program.stores.Find(basket.store_id);
  situation.member_present = member.present;
  if (!member.present) return situation;
  situation.tier = program.tiers.Find(member.tier);
  for (const std::string& tag : member.tags) {
    if (const uint32_t number = program.tags.Find(tag); number != kUnnumbered) {
      situation.tags.push_back(number);
    }
  }
  std::sort(situation.tags.begin(), situation.tags.end());
  return situation;
}

Reason CheckEligible(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                     const Situation& situation) {
  const Window& window = program.source.offers[offer.source].window;
  if (window.starts_at && situation.now < *window.starts_at) return Reason::kNotStarted;
  if (window.ends_at && situation.now >= *window.ends_at) return Reason::kEnded;
  return InAudience(program, offer, situation) ? Reason::kNone : Reason::kAudience;
}

Reason CheckConditions(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                       const BasketState& state, OfferResult* result) {
  for (const CompiledCondition& condition : Cut(program.conditions, offer.conditions)) {
    const absl::Span<const uint32_t> lines = state.LinesOf(condition.set);
    const Money amount = state.NetOf(lines);
    const Quantity quantity = state.QuantityOf(lines);
    if (amount < condition.minimum_amount) {
      result->missing_amount = condition.minimum_amount - amount;
    }
    if (quantity < condition.minimum_quantity) {
      result->missing_quantity = condition.minimum_quantity - quantity;
    }
    if (!result->missing_amount.is_zero()) return Reason::kMinimumAmount;
    if (!result->missing_quantity.is_zero()) return Reason::kMinimumQuantity;
  }
  return Reason::kNone;
}

}  // namespace tessera::engine
