#include "conditions.h"

#include <algorithm>

namespace tessera::engine {
namespace {

void Number(const std::vector<std::string>& values, const Names& names,
            std::vector<uint32_t>* numbers) {
  numbers->clear();
  if (names.empty()) return;
  for (const std::string& value : values) {
    if (const uint32_t number = names.Find(value); number != kUnnumbered) {
      numbers->push_back(number);
    }
  }
  std::sort(numbers->begin(), numbers->end());
}

Money AmountOf(const CompiledCondition& condition, const BasketState& state) {
  const absl::Span<const uint32_t> lines = state.LinesOf(condition.set);
  return condition.terms->basis == Basis::kBeforeDiscounts ? state.GrossOf(lines)
                                                           : state.NetBeforePoints(lines);
}

bool PaysBy(const std::vector<std::string>& methods, const std::string& method) {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

Reason CheckQuantities(const CompiledCondition& condition, const BasketState& state,
                       OfferResult* result) {
  const Condition& terms = *condition.terms;
  const absl::Span<const uint32_t> lines = state.LinesOf(condition.set);
  if (!terms.minimum_quantity.is_zero()) {
    result->missing_quantity =
        std::max(terms.minimum_quantity - state.QuantityOf(lines), Quantity());
  }
  if (!terms.minimum_line_quantity.is_zero()) {
    Quantity most;
    for (uint32_t i : lines) most = std::max(most, state.basket().lines[i].quantity);
    result->missing_quantity =
        std::max(result->missing_quantity, terms.minimum_line_quantity - most);
  }
  return result->missing_quantity.is_zero() ? Reason::kNone : Reason::kMinimumQuantity;
}

}  // namespace

void Situation::Reset(const CompiledProgram::Internals& program, const MemberView& member,
                      const Basket& basket, Instant now) {
  program_ = &program;
  member_ = &member;
  basket_ = &basket;
  now_ = now;
  local_.reset();
  store_ = program.stores.Find(basket.store_id);
  tier_ = member.present ? program.tiers.Find(member.tier) : kUnnumbered;
  tags_.clear();
  segments_.clear();
  if (member.present) {
    Number(member.tags, program.tags, &tags_);
    Number(member.segments, program.segments, &segments_);
  }
  uses_.clear();
  for (const OfferUse& use : member.uses) {
    const uint32_t source = program.offer_ids.Find(use.offer_id);
    if (source != kUnnumbered) uses_.emplace_back(source, &use);
  }
  std::sort(uses_.begin(), uses_.end());
}

const absl::TimeZone& Situation::zone() const {
  const auto found = program_->store_zones.find(basket_->store_id);
  return found == program_->store_zones.end() ? program_->zone : found->second;
}

const LocalTime& Situation::local() {
  if (!local_) local_ = LocalTimeAt(now_, zone());
  return *local_;
}

const OfferUse* Situation::UseOf(uint32_t source) const {
  const auto found = std::lower_bound(
      uses_.begin(), uses_.end(), source,
      [](const auto& use, uint32_t wanted) { return use.first < wanted; });
  return found == uses_.end() || found->first != source ? nullptr : found->second;
}

Reason CheckConditions(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                       const BasketState& state, OfferResult* result, int64_t* times) {
  *times = 1;
  for (const CompiledCondition& condition : Cut(program.conditions, offer.conditions)) {
    const Condition& terms = *condition.terms;
    if (!terms.minimum_amount.is_zero() || terms.strictly_more) {
      const Money least = terms.minimum_amount + Money(terms.strictly_more ? 1 : 0);
      const Money amount = AmountOf(condition, state);
      result->missing_amount = std::max(least - amount, Money());
    }
    const Reason quantities = CheckQuantities(condition, state, result);
    if (!result->missing_amount.is_zero()) return Reason::kMinimumAmount;
    if (quantities != Reason::kNone) return quantities;
    if (!terms.payment_methods.empty() &&
        !PaysBy(terms.payment_methods, state.basket().payment_method)) {
      return Reason::kPaymentMethod;
    }
  }
  *times = BundlesThere(program, offer, state);
  return Reason::kNone;
}

int64_t BundlesThere(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                     const BasketState& state) {
  if (offer.terms->repeat != Repeat::kPerBundle) return 1;
  std::optional<int64_t> bundles;
  for (const CompiledCondition& condition : Cut(program.conditions, offer.conditions)) {
    const Quantity each = condition.terms->minimum_quantity;
    if (each.is_zero()) continue;
    const int64_t here = state.QuantityOf(state.LinesOf(condition.set)).value() / each.value();
    bundles = std::min(bundles.value_or(here), here);
  }
  return std::max<int64_t>(bundles.value_or(1), 1);
}

}  // namespace tessera::engine
