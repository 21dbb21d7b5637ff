// A case through the engine: translated, compiled, evaluated, compared.
#include "compare.h"
#include "till.h"
#include "translation.h"
#include "verdict.h"

namespace tessera::cases {

Verdict JudgeByEngine(const Case& source) {
  Unknowns unknowns;
  Translation translation = Translate(source, &unknowns);
  if (!unknowns.all().empty()) return NotTranslated(unknowns.all());
  std::vector<engine::Fault> faults;
  const auto program =
      engine::CompiledProgram::Compile(translation.program, 1, &faults);
  if (program == nullptr) return NotTranslated(TextsOf(faults));
  Verdict verdict;
  const absl::StatusOr<engine::Evaluation> evaluation = AskAsTill(&translation, [&] {
    return engine::Evaluate(*program, translation.member, translation.basket, translation.now);
  });
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
