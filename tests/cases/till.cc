#include "till.h"

#include <algorithm>

#include "decimal.h"
#include "tessera/base/status.h"

namespace tessera::cases {

absl::StatusOr<engine::Evaluation> AskAsTill(
    Translation* translation, absl::FunctionRef<absl::StatusOr<engine::Evaluation>()> evaluate) {
  const Points wish = translation->basket.redeem;
  if (wish.is_zero() && !translation->redeem_all) return evaluate();
  translation->basket.redeem = Points();
  TESSERA_ASSIGN_OR_RETURN(engine::Evaluation without, evaluate());
  Points spend = without.max_redeem;
  if (!translation->redeem_all) {
    translation->redemption_refused = wish > translation->balance || spend.is_zero();
    if (translation->redemption_refused) return without;
    const int64_t step = translation->program.redemption->step.value();
    spend = std::min(wish, spend);
    if (step > 1) spend = Points(spend.value() - spend.value() % step);
  }
  translation->basket.redeem = spend;
  return evaluate();
}

std::string TextOf(const absl::Status& status) {
  return ReasonOf(status) + " at " + FieldOf(status) + ": " + std::string(status.message());
}

std::vector<std::string> TextsOf(const std::vector<engine::Fault>& faults) {
  std::vector<std::string> texts;
  for (const engine::Fault& fault : faults) {
    texts.push_back("program." + fault.field + ": " + fault.reason + ": " + fault.message);
  }
  return texts;
}

std::vector<std::string> Explain(const Translation& translation,
                                 const engine::Evaluation& evaluation) {
  const auto money = [&](Money amount) {
    return FormatDecimal(amount.value(), translation.money_digits);
  };
  std::vector<std::string> lines;
  for (const engine::LineResult& line : evaluation.lines) {
    const engine::Line& source = translation.basket.lines[line.line_no - 1];
    lines.push_back("line " + source.sku + ": " + money(line.gross) + " - " + money(line.discount) +
                    " - " + money(line.redeemed) + " = " + money(line.net));
  }
  for (const engine::OfferResult& offer : evaluation.offers) {
    const bool applied = offer.outcome == engine::Outcome::kApplied;
    lines.push_back("offer " + translation.origins[offer.offer].id + ": " +
                    (applied ? money(offer.discount) + ", " +
                                   FormatDecimal(offer.points.value(), translation.points_digits) +
                                   " points"
                             : std::string(engine::ReasonName(offer.reason))));
  }
  return lines;
}

}  // namespace tessera::cases
