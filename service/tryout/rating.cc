#include "tessera/tryout/rating.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "tessera/base/status.h"

namespace tessera::tryout {
namespace {

// The most of `wanted` that may be spent where `most` may: a whole number of steps, and no less than the
// minimum.
Points Allowed(const engine::Program& program, Points wanted, Points most) {
  if (!program.redemption) return Points();
  int64_t points = std::min(wanted, most).value();
  const int64_t step = program.redemption->step.value();
  if (step > 0) points -= points % step;
  return points < program.redemption->minimum.value() ? Points() : Points(points);
}

bool Takes(const engine::Program& program, engine::TenderKind kind) {
  return std::any_of(program.tenders.begin(), program.tenders.end(),
                     [&](const engine::TenderRule& rule) { return rule.kind == kind; });
}

bool Offers(const engine::CompiledProgram& program, const std::string& offer_id) {
  const engine::Offer* const offer = program.FindOffer(offer_id);
  return offer != nullptr && std::holds_alternative<engine::ChoiceTrigger>(offer->trigger);
}

Gave& GaveOf(const std::string& offer_id, Outcome* outcome) {
  for (Gave& gave : outcome->offers) {
    if (gave.offer_id == offer_id) return gave;
  }
  return outcome->offers.emplace_back(Gave{offer_id, {}, {}});
}

}  // namespace

Figures& Figures::operator+=(const Figures& other) {
  receipts += other.receipts;
  gross += other.gross;
  discount += other.discount;
  redeemed += other.redeemed;
  total += other.total;
  earned += other.earned;
  spent += other.spent;
  coupons += other.coupons;
  stamps += other.stamps;
  return *this;
}

Rating::Rating(std::shared_ptr<const engine::CompiledProgram> program)
    : program_(std::move(program)), uses_(program_) {}

const engine::Basket& Rating::Accepted(const Receipt& receipt) {
  const engine::Basket& basket = receipt.basket;
  const engine::Program& program = program_->source();
  const bool all_tenders =
      std::all_of(basket.tenders.begin(), basket.tenders.end(),
                  [&](const engine::Tender& tender) { return Takes(program, tender.kind); });
  const bool all_choices = std::all_of(
      basket.choices.begin(), basket.choices.end(),
      [&](const engine::Choice& choice) { return Offers(*program_, choice.offer_id); });
  if (all_tenders && all_choices) return basket;
  changed_ = basket;
  std::erase_if(changed_.tenders,
                [&](const engine::Tender& tender) { return !Takes(program, tender.kind); });
  std::erase_if(changed_.choices, [&](const engine::Choice& choice) {
    return !Offers(*program_, choice.offer_id);
  });
  return changed_;
}

absl::Status Rating::Evaluate(Receipt& receipt, bool* redemption_changed) {
  const engine::Basket& basket = Accepted(receipt);
  const auto evaluate = [&](const engine::Basket& rated) {
    return evaluator_.Evaluate(*program_, receipt.view, rated, receipt.at, &evaluation_);
  };
  const absl::Status as_was = evaluate(basket);
  if (as_was.ok() || ReasonOf(as_was) != "REDEEM_LIMIT") return as_was;
  *redemption_changed = true;
  engine::Basket less = basket;
  less.redeem = Points();
  TESSERA_RETURN_IF_ERROR(evaluate(less));
  less.redeem = Allowed(program_->source(), basket.redeem, evaluation_.max_redeem);
  if (less.redeem.is_zero() || evaluate(less).ok()) return absl::OkStatus();
  less.redeem = Points();
  return evaluate(less);
}

void Rating::Put(Outcome* outcome) const {
  const std::vector<engine::Offer>& offers = program_->source().offers;
  outcome->figures = Figures();
  outcome->figures.receipts = 1;
  outcome->figures.gross = evaluation_.gross;
  outcome->figures.discount = evaluation_.discount;
  outcome->figures.redeemed = evaluation_.redeemed;
  outcome->figures.total = evaluation_.total;
  outcome->figures.earned = evaluation_.earned;
  outcome->figures.spent = evaluation_.spent;
  outcome->offers.clear();
  outcome->gifts.clear();
  for (const engine::OfferResult& result : evaluation_.offers) {
    if (result.outcome != engine::Outcome::kApplied) continue;
    outcome->offers.push_back({offers[result.offer].id, result.discount, result.points});
  }
  for (const engine::IssuedCoupons& issued : evaluation_.issued_coupons) {
    GaveOf(offers[issued.offer].id, outcome).coupons += issued.coupons;
    outcome->figures.coupons += issued.coupons;
  }
  for (const engine::StampResult& stamps : evaluation_.stamps) {
    GaveOf(offers[stamps.offer].id, outcome).stamps += stamps.stamps;
    outcome->figures.stamps += stamps.stamps;
  }
  for (const engine::GiftLine& gift : evaluation_.gifts) {
    const engine::Effect& effect = offers[gift.offer].effects[gift.effect];
    outcome->gifts.push_back({std::get<engine::Gift>(effect).sku, gift.quantity});
  }
}

absl::Status Rating::Rate(uint32_t member, Receipt& receipt, Outcome* outcome,
                          bool* redemption_changed) {
  while (!returns_.empty() && returns_.begin()->first <= receipt.booked_at.us) {
    uses_.Free(returns_.begin()->second);
    returns_.erase(returns_.begin());
  }
  last_.clear();
  uses_.Recall(member, receipt, &receipt.view);
  TESSERA_RETURN_IF_ERROR(Evaluate(receipt, redemption_changed));
  uses_.Count(member, receipt, evaluation_, &last_);
  Put(outcome);
  return absl::OkStatus();
}

void Rating::ReturnsAt(Instant at) {
  if (!last_.empty()) returns_.emplace(at.us, last_);
}

}  // namespace tessera::tryout
