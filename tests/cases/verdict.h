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
  kNeedsSegments,
  kNeedsTax,
};

// "passed", "failed", "not translated", "needs segments", "needs tax".
const char* OutcomeName(Outcome outcome);

struct Verdict {
  Outcome outcome = Outcome::kPassed;
  std::vector<Difference> differences;
  std::vector<std::string> reasons;      // why it is not translated, or needs something else
  std::vector<std::string> explanation;  // what the engine said, for --explain
};

Verdict NotTranslated(std::vector<std::string> reasons);

// Hands the case to whoever can decide it: the engine, or the ledger with all that stands on it.
Verdict Judge(const Case& source);

// What in the case only the ledger can decide, or only segments or a tax computation, which are not
// there; empty if nothing.
std::vector<std::string> ReasonsForLedger(const Case& source);
std::vector<std::string> ReasonsForSegments(const Case& source);
std::vector<std::string> ReasonsForTax(const Case& source);

// By the engine alone.
Verdict JudgeByEngine(const Case& source);
// By the service's operations on a store of its own.
Verdict JudgeByLedger(const Case& source);

// Whether the event is a purchase.
bool IsPurchase(const nlohmann::json& event);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_VERDICT_H_
