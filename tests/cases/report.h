// What is told of a run.
#ifndef TESSERA_TESTS_CASES_REPORT_H_
#define TESSERA_TESTS_CASES_REPORT_H_

#include <ostream>
#include <vector>

#include "left_out.h"
#include "verdict.h"

namespace tessera::cases {

// A case with its verdict and its place on the list.
struct Judged {
  Case source;
  Verdict verdict;
  std::string left_out;  // the list's reason; empty if it is not on it

  bool wrong() const {
    return verdict.outcome == Outcome::kFailed || verdict.outcome == Outcome::kNotTranslated;
  }
  // On the list without need: it passes, or it is one that must pass.
  bool stale() const {
    return !left_out.empty() &&
           (verdict.outcome == Outcome::kPassed || source.portability == "direct");
  }
  // Fails the run.
  bool bad() const { return stale() || (wrong() && left_out.empty()); }
  // How it is counted: the outcome's name, "left out" or "stale".
  std::string Status() const;
};

// Failures with what was expected and what came out, then counts by source, feature and portability.
// `explain`: what the engine said of each case, too.
void WriteText(const std::vector<Judged>& cases, bool explain, std::ostream* out);
// The same as one JSON object.
void WriteJson(const std::vector<Judged>& cases, bool explain, std::ostream* out);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_REPORT_H_
