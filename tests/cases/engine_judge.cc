// A case through the engine: translated, compiled, evaluated, compared.
#include <algorithm>

#include "compare.h"
#include "decimal.h"
#include "tessera/base/status.h"
#include "translation.h"
#include "verdict.h"

namespace tessera::cases {
namespace {

Verdict NotTranslated(std::vector<std::string> reasons) {
  Verdict verdict;
  verdict.outcome = Outcome::kNotTranslated;
  verdict.reasons = std::move(reasons);
  return verdict;
}

std::string TextOf(const absl::Status& status) {
  return ReasonOf(status) + " at " + FieldOf(status) + ": " + std::string(status.message());
}

// Points as a till spends them: it offers what the engine says may be spent, in whole steps, and
// spends no more of what was asked for than that. More than the balance is refused.
absl::StatusOr<engine::Evaluation> Run(const engine::CompiledProgram& program,
                                       Translation* translation) {
  const auto evaluate = [&] {
    return engine::Evaluate(program, translation->member, translation->basket, translation->now);
  };
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

}  // namespace

Verdict JudgeByEngine(const Case& source) {
  Unknowns unknowns;
  Translation translation = Translate(source, &unknowns);
  if (!unknowns.all().empty()) return NotTranslated(unknowns.all());
  std::vector<engine::Fault> faults;
  const auto program =
      engine::CompiledProgram::Compile(translation.program, 1, &faults);
  if (program == nullptr) {
    std::vector<std::string> reasons;
    for (const engine::Fault& fault : faults) {
      reasons.push_back("program." + fault.field + ": " + fault.reason + ": " + fault.message);
    }
    return NotTranslated(std::move(reasons));
  }
  Verdict verdict;
  const absl::StatusOr<engine::Evaluation> evaluation = Run(*program, &translation);
  if (!evaluation.ok()) {
    verdict.outcome = Outcome::kFailed;
    verdict.differences.push_back({"(evaluation)", "an answer", TextOf(evaluation.status()), ""});
    return verdict;
  }
  verdict.explanation = Explain(translation, *evaluation);
  verdict.differences = Compare(source, translation, *evaluation, &unknowns);
  if (!unknowns.all().empty()) return NotTranslated(unknowns.all());
  if (!verdict.differences.empty()) verdict.outcome = Outcome::kFailed;
  return verdict;
}

}  // namespace tessera::cases
