// What a till does with points before it asks for the final figures.
#ifndef TESSERA_TESTS_CASES_TILL_H_
#define TESSERA_TESTS_CASES_TILL_H_

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "translation.h"

namespace tessera::cases {

// It offers what may be spent, in whole steps, and spends no more of what was asked for than that. More
// than the balance is refused. `evaluate` answers for translation->basket as it then is.
absl::StatusOr<engine::Evaluation> AskAsTill(
    Translation* translation, absl::FunctionRef<absl::StatusOr<engine::Evaluation>()> evaluate);

// "REASON at field: message".
std::string TextOf(const absl::Status& status);

// Each fault with its place in the program.
std::vector<std::string> TextsOf(const std::vector<engine::Fault>& faults);

// What the offers and lines came to, for --explain.
std::vector<std::string> Explain(const Translation& translation,
                                 const engine::Evaluation& evaluation);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_TILL_H_
