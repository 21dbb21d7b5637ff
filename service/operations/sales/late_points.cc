#include "tessera/operations/sales/late_points.h"

#include <algorithm>
#include <optional>

#include "tessera/base/status.h"
#include "tessera/engine/evaluate.h"
#include "tessera/operations/common/content.h"

namespace tessera::operations {
namespace {

// The same goods at the prices that were paid, to which no offer can add a discount.
void PriceAsPaid(const engine::Evaluation& shown, engine::Basket* basket) {
  basket->redeem = Points();
  for (size_t i = 0; i < basket->lines.size(); ++i) {
    engine::Line& line = basket->lines[i];
    const engine::LineResult& paid = shown.lines[i];
    line.no_discount = true;
    if (paid.net == paid.gross) continue;
    const std::optional<int64_t> thousandfold =
        CheckedMultiply(paid.net.value(), kOnePiece.value());
    if (thousandfold && *thousandfold % line.quantity.value() == 0) {
      line.unit_price = Money(*thousandfold / line.quantity.value());
    } else {
      line.unit_price = paid.net;
      line.quantity = kOnePiece;
    }
  }
}

void NameOffer(const engine::Offer& offer, const engine::OfferResult& due,
               v1::ShownReceipt* receipt) {
  const auto named =
      std::find_if(receipt->mutable_offers()->begin(), receipt->mutable_offers()->end(),
                   [&](const v1::ShownOffer& shown) { return shown.offer_id() == offer.id; });
  if (named != receipt->mutable_offers()->end()) {
    named->set_points(std::max(named->points(), due.points.value()));
    return;
  }
  v1::ShownOffer* const shown = receipt->add_offers();
  shown->set_offer_id(offer.id);
  shown->set_points(due.points.value());
  shown->set_times(due.times);
  shown->set_coupon_code(due.coupon_code);
}

v1::ShownReceipt WithoutPoints(v1::ShownReceipt receipt) {
  v1::ShownReceipt bare = receipt;
  bare.clear_offers();
  for (v1::ShownOffer& offer : *receipt.mutable_offers()) {
    if (offer.discount_minor() == 0 && offer.cost_points() == 0) continue;
    offer.clear_points();
    *bare.add_offers() = std::move(offer);
  }
  return bare;
}

}  // namespace

bool PromisedLater(const v1::Sale& sale) {
  if (!sale.quoted_offline()) return false;
  const v1::MemberRef::RefCase named = sale.member().ref_case();
  return named == v1::MemberRef::kIdentifier || named == v1::MemberRef::kIdentifierHash ||
         (named == v1::MemberRef::kMemberId && sale.program_version() == 0);
}

bool SamePrices(const engine::Evaluation& shown, const engine::Evaluation& own) {
  return std::equal(shown.lines.begin(), shown.lines.end(), own.lines.begin(), own.lines.end(),
                    [](const engine::LineResult& a, const engine::LineResult& b) {
                      return a.discount == b.discount && a.redeemed == b.redeemed;
                    });
}

absl::StatusOr<engine::Evaluation> DueAsPaid(const engine::CompiledProgram& program,
                                             const engine::MemberView& member,
                                             engine::Basket basket, Instant quoted_at,
                                             const engine::Evaluation& shown) {
  // A till that never had a program could not know the currency: then it is the program's.
  if (basket.currency_code.empty()) basket.currency_code = program.source().currency_code;
  if (basket.currency_code != program.source().currency_code) return engine::Evaluation();
  PriceAsPaid(shown, &basket);
  absl::StatusOr<engine::Evaluation> due = engine::Evaluate(program, member, basket, quoted_at);
  const bool fits =
      !absl::IsFailedPrecondition(due.status()) && !absl::IsInvalidArgument(due.status());
  return fits ? std::move(due) : engine::Evaluation();
}

absl::Status CreditLate(const engine::CompiledProgram& program, const engine::Evaluation& due,
                        engine::Evaluation* shown, v1::ShownReceipt* receipt) {
  if (due.lines.empty()) return absl::OkStatus();
  Points earned;
  for (size_t i = 0; i < shown->lines.size(); ++i) {
    engine::LineResult& line = shown->lines[i];
    line.earned = std::max(line.earned, due.lines[i].earned);
    const std::optional<int64_t> sum = CheckedAdd(earned.value(), line.earned.value());
    if (!sum) return InvalidInput("AMOUNT_OVERFLOW", "basket.lines", "use smaller amounts");
    earned = Points(*sum);
  }
  shown->earned = earned;
  for (const engine::OfferResult& offer : due.offers) {
    if (offer.outcome != engine::Outcome::kApplied || offer.points.is_zero()) continue;
    NameOffer(program.source().offers[offer.offer], offer, receipt);
  }
  return absl::OkStatus();
}

bool SameBesidesPoints(v1::ShownReceipt shown, v1::ShownReceipt own) {
  return ContentOf(WithoutPoints(std::move(shown))) == ContentOf(WithoutPoints(std::move(own)));
}

}  // namespace tessera::operations
