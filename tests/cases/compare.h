// Every key that a case expects against what the engine answered.
#ifndef TESSERA_TESTS_CASES_COMPARE_H_
#define TESSERA_TESTS_CASES_COMPARE_H_

#include <vector>

#include "translation.h"
#include "verdict.h"

namespace tessera::cases {

// Keys that are not known are added to `unknowns`: nothing is passed over.
std::vector<Difference> Compare(const Case& source, const Translation& translation,
                                const engine::Evaluation& evaluation, Unknowns* unknowns);

// Decimals by value: "10" is "10.00". What has more digits than there can be differs.
void CompareDecimal(Fields* fields, const std::string& key, const std::string& path, int64_t got,
                    int digits, std::vector<Difference>* differences);

// Why the promotion, or the code, gave nothing: "" if it gave something; "NOTHING_TO_DISCOUNT" for one
// that the basket does not touch; nullopt if there is neither.
std::optional<std::string> RefusalOf(const std::string& name, const Translation& translation,
                                     const engine::Evaluation& evaluation);
// Whether our reason is one of those that the case's word stands for. The words are of the format, not
// of the systems: one that is not known asks for the refusal only.
bool MeansReason(const std::string& word, const std::string& reason);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_COMPARE_H_
