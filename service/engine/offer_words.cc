#include "offer_words.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"

namespace tessera::engine {
namespace {

// More hints than this and nobody reads any.
constexpr size_t kMostHints = 2;

Quantity Pieces(int64_t units) { return Quantity(units * kOnePiece.value()); }

// The largest quantity that an effect asks for before it gives anything.
struct AskedQuantity {
  Quantity operator()(const PercentOff& off) const { return OfSteps(off.steps); }
  Quantity operator()(const AmountOff& off) const { return OfSteps(off.steps); }
  Quantity operator()(const FixedPrice& price) const { return OfSteps(price.steps); }
  Quantity operator()(const BuyGet& deal) const { return Pieces(deal.buy_units + deal.get_units); }
  Quantity operator()(const Gift& gift) const { return Pieces(gift.per_units); }
  Quantity operator()(const Stamps& stamps) const { return Pieces(stamps.per_units); }
  Quantity operator()(const BundlePrice& bundle) const {
    int64_t units = 0;
    for (const BundlePart& part : bundle.parts) units += part.units;
    return Pieces(units);
  }
  template <typename Other>
  Quantity operator()(const Other&) const {
    return {};
  }

 private:
  static Quantity OfSteps(const std::vector<Step>& steps) {
    return steps.empty() ? Quantity() : steps[0].from_quantity;
  }
};

Quantity LargestQuantity(const Offer& offer) {
  Quantity most;
  for (const Condition& condition : offer.conditions) {
    most = std::max({most, condition.minimum_quantity, condition.minimum_line_quantity});
  }
  for (const Effect& effect : offer.effects) {
    most = std::max(most, std::visit(AskedQuantity(), effect));
  }
  return most;
}

}  // namespace

// All that the offer gave, as one sentence.
std::string OfferWords::WhatItGave(const OfferResult& offer) const {
  std::vector<std::string> parts;
  if (!offer.discount.is_zero()) {
    parts.push_back(absl::Substitute(say_.discount, Format(offer.discount)));
  }
  for (const GiftLine& gift : evaluation_.gifts) {
    if (gift.offer == offer.offer) parts.push_back(GiftText(gift));
  }
  if (offer.points.is_negative()) {
    parts.push_back(absl::Substitute(say_.fewer_points, Format(-offer.points)));
  } else if (!offer.points.is_zero()) {
    parts.push_back(absl::Substitute(say_.points, Format(offer.points)));
  }
  for (const StampResult& stamps : evaluation_.stamps) {
    if (stamps.offer == offer.offer) parts.push_back(StampsText(stamps.stamps));
  }
  for (const IssuedCoupons& issued : evaluation_.issued_coupons) {
    if (issued.offer == offer.offer) parts.push_back(CouponsText(say_.coupons, issued.coupons));
  }
  const std::string gave = parts.empty() ? say_.applied : absl::StrJoin(parts, "; ");
  return offer.cost.is_zero() ? gave
                              : absl::Substitute(say_.for_points, gave, Format(offer.cost));
}

std::string OfferWords::GiftText(const GiftLine& gift) const {
  const auto& effect = std::get<Gift>(program_.source().offers[gift.offer].effects[gift.effect]);
  const absl::string_view name = program_.TextOrDefault(effect.name, language_);
  return absl::Substitute(say_.gift, FormatQuantity(gift.quantity, language_),
                          name.empty() ? absl::string_view(effect.sku) : name);
}

std::string OfferWords::StampsText(int64_t stamps) const {
  return absl::Substitute(say_.stamps, Count(stamps, say_.stamp_noun));
}

std::string OfferWords::CouponsText(const char* phrase, int64_t coupons) const {
  return absl::Substitute(phrase, Count(coupons, say_.coupon_noun));
}

std::string OfferWords::Explain(const OfferResult& offer) const {
  if (offer.outcome == Outcome::kApplied) return WhatItGave(offer);
  if (offer.outcome == Outcome::kNearly) return Hint(offer);
  return WhyNot(offer.reason, Earns(offer));
}

const char* OfferWords::WhyNot(Reason reason, bool earns) const {
  switch (reason) {
    case Reason::kNotStarted: return say_.not_started;
    case Reason::kEnded: return say_.ended;
    case Reason::kOutsideHours: return say_.outside_hours;
    case Reason::kAudience: return say_.audience;
    case Reason::kMemberRequired: return say_.member_required;
    case Reason::kPaymentMethod: return say_.payment_method;
    case Reason::kCodeUnknown: return say_.code_unknown;
    case Reason::kCodeUsed: return say_.code_used;
    case Reason::kCodeExpired: return say_.code_expired;
    case Reason::kUseLimit: return say_.use_limit;
    case Reason::kUnitLimit: return say_.unit_limit;
    case Reason::kBudget: return say_.budget;
    case Reason::kExcludedBy: return say_.excluded_by;
    case Reason::kNotBest: return say_.not_best;
    case Reason::kPointsInsufficient: return say_.points_insufficient;
    case Reason::kFloorReached: return say_.floor_reached;
    case Reason::kReceiptCap: return say_.receipt_cap;
    case Reason::kGoodsOnSale: return say_.goods_on_sale;
    case Reason::kCodeSuperfluous: return say_.code_superfluous;
    case Reason::kNothingToDiscount:
      return earns ? say_.nothing_to_earn : say_.nothing_to_discount;
    case Reason::kMinimumAmount:
    case Reason::kMinimumQuantity:
    case Reason::kNone: break;
  }
  return say_.minimum;
}

bool OfferWords::Earns(const OfferResult& offer) const {
  const std::vector<Effect>& effects = program_.source().offers[offer.offer].effects;
  return std::none_of(effects.begin(), effects.end(), LowersPrices) &&
         std::any_of(effects.begin(), effects.end(), GivesPoints);
}

// A part of a piece is a weight.
std::string OfferWords::MissingQuantity(Quantity missing) const {
  const bool pieces = missing.value() % kOnePiece.value() == 0;
  return absl::Substitute(pieces ? say_.missing_pieces : say_.missing_weight,
                          FormatQuantity(missing, language_));
}

std::string OfferWords::Hint(const OfferResult& offer) const {
  const std::string amount = absl::Substitute(say_.missing_amount, Format(offer.missing_amount));
  std::string missing;
  if (offer.missing_quantity.is_zero()) {
    missing = amount;
  } else if (offer.missing_amount.is_zero()) {
    missing = MissingQuantity(offer.missing_quantity);
  } else {
    missing = absl::Substitute(say_.missing_both, amount, MissingQuantity(offer.missing_quantity));
  }
  return absl::Substitute(say_.missing, missing, Name(offer));
}

// Worth a word at the till: what is missing is one piece, or not more than what is there already.
// Offers of points are left to the explanations.
bool OfferWords::IsClose(const OfferResult& offer) const {
  if (offer.outcome != Outcome::kNearly || Earns(offer)) return false;
  if (offer.missing_amount > evaluation_.total + evaluation_.redeemed) return false;
  const Quantity asked = LargestQuantity(program_.source().offers[offer.offer]);
  return offer.missing_quantity <= kOnePiece ||
         offer.missing_quantity <= asked - offer.missing_quantity;
}

// The nearest first; of equally near ones, that which applies first.
std::vector<std::string> OfferWords::Hints() const {
  std::vector<const OfferResult*> close;
  for (const OfferResult& offer : evaluation_.offers) {
    if (IsClose(offer)) close.push_back(&offer);
  }
  std::stable_sort(close.begin(), close.end(), [](const OfferResult* a, const OfferResult* b) {
    return a->missing_amount != b->missing_amount ? a->missing_amount < b->missing_amount
                                                  : a->missing_quantity < b->missing_quantity;
  });
  std::vector<std::string> hints;
  for (const OfferResult* offer : close) {
    if (hints.size() == kMostHints) break;
    hints.push_back(Hint(*offer));
  }
  return hints;
}

}  // namespace tessera::engine
