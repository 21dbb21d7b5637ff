// What became of a case.
#ifndef TESSERA_TESTS_CASES_VERDICT_H_
#define TESSERA_TESTS_CASES_VERDICT_H_

#include <string>
#include <vector>

#include "case.h"

namespace tessera::cases {

// A key of `expected` that came out otherwise.
struct Difference {
  std::string key;  // "line_discounts.a"
  std::string expected;
  std::string got;
  std::string why;  // may be empty
};

enum class Outcome : uint8_t {
  kPassed,
  kFailed,
  kNotTranslated,  // counts as a failure
  kNeedsLedger,
  kNeedsTax,
};

// "passed", "failed", "not translated", "needs ledger", "needs tax".
const char* OutcomeName(Outcome outcome);

struct Verdict {
  Outcome outcome = Outcome::kPassed;
  std::vector<Difference> differences;
  std::vector<std::string> reasons;      // why it is not translated, or needs something else
  std::vector<std::string> explanation;  // what the engine said, for --explain
};

// Hands the case to whoever can decide it: today the engine.
Verdict Judge(const Case& source);

// What in the case only the ledger can decide, or only a tax computation; empty if nothing.
std::vector<std::string> ReasonsForLedger(const Case& source);
std::vector<std::string> ReasonsForTax(const Case& source);

// By the engine alone.
Verdict JudgeByEngine(const Case& source);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_VERDICT_H_
