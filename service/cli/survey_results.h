// What answers to a survey come to.
#ifndef TESSERA_CLI_SURVEY_RESULTS_H_
#define TESSERA_CLI_SURVEY_RESULTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tessera/v1/program.pb.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::cli {

struct SurveyResult {
  std::string kind;     // "NPS", "CSAT", "score", "words"
  int64_t scores = 0;   // answers with one that count
  int64_t words = 0;    // answers with a comment
  // NPS: promoters (9, 10) less detractors (0 to 6); CSAT: those who gave 4 or 5; in percent with one
  // decimal. Other scores: their mean with two. Half up. Empty without any.
  std::string figure;
};

// Of each member the last answer to a survey counts, and of people who are not known each; none that is
// uncounted.
class SurveyResults {
 public:
  void Add(const v1::SurveyAnswer& answer);
  SurveyResult Of(const v1::Survey& survey) const;

 private:
  struct Scores {
    std::vector<int32_t> of_unknown;
    std::map<std::string, std::pair<int64_t, int32_t>> of_members;  // when, and what
    int64_t words = 0;
  };
  static std::vector<int32_t> All(const Scores& scores, const v1::Survey& survey);

  std::map<std::string, Scores> by_survey_;
};

}  // namespace tessera::cli

#endif  // TESSERA_CLI_SURVEY_RESULTS_H_
