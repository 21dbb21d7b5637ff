// Evaluation to words, in the store's language, with right plurals. Kept apart from Evaluate, so
// that nobody who needs only the figures pays for it.
#ifndef TESSERA_ENGINE_DESCRIBE_H_
#define TESSERA_ENGINE_DESCRIBE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

struct Texts {
  std::vector<std::string> cashier;       // most important first
  std::vector<std::string> display;       // short, for the customer display
  std::vector<std::string> slip;          // below the goods
  std::vector<std::string> explanations;  // one per Evaluation::offers
};

// `language` falls back to the program's first. Built-in phrases exist in Russian and English; other
// languages read the English ones around the program's own texts.
Texts Describe(const CompiledProgram& program, const Evaluation& evaluation,
               absl::string_view language);

// One sentence for each of Evaluation::refused_codes, as `cashier` has them too.
std::vector<std::string> DescribeRefusedCodes(const CompiledProgram& program,
                                              const Evaluation& evaluation,
                                              absl::string_view language);

// "1 234,50" in Russian, "1,234.50" in English; no currency sign.
std::string FormatMoney(const CompiledProgram& program, Money amount, absl::string_view language);
// With the noun in the right form: "1 балл", "2 балла", "5 баллов", "1,5 балла"; "1 point".
std::string FormatPoints(const CompiledProgram& program, Points points, absl::string_view language);
// Pieces without a fraction, weights with three digits: "2", "1,250".
std::string FormatQuantity(Quantity quantity, absl::string_view language);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_DESCRIBE_H_
