#include "tessera/cli/survey_results.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tessera/cli/output.h"

namespace tessera::cli {
namespace {

// numerator / denominator in units of 10^-digits, half up.
std::string Ratio(int64_t numerator, int64_t denominator, int digits) {
  int64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  const int64_t twice = 2 * numerator * scale + denominator;
  int64_t rounded = twice / (2 * denominator);
  if (twice % (2 * denominator) < 0) --rounded;
  return DecimalText(rounded, digits);
}

std::string Percent(int64_t numerator, int64_t denominator) {
  return absl::StrCat(Ratio(100 * numerator, denominator, 1), " %");
}

int64_t Count(const std::vector<int32_t>& scores, int32_t from, int32_t to) {
  return std::count_if(scores.begin(), scores.end(),
                       [&](int32_t score) { return score >= from && score <= to; });
}

std::string FigureOf(v1::SurveyKind kind, const std::vector<int32_t>& scores) {
  const auto size = static_cast<int64_t>(scores.size());
  if (size == 0) return "";
  if (kind == v1::SURVEY_KIND_NPS) return Percent(Count(scores, 9, 10) - Count(scores, 0, 6), size);
  if (kind == v1::SURVEY_KIND_CSAT) return Percent(Count(scores, 4, 5), size);
  int64_t sum = 0;
  for (const int32_t score : scores) sum += score;
  return Ratio(sum, size, 2);
}

std::string NameOf(v1::SurveyKind kind) {
  switch (kind) {
    case v1::SURVEY_KIND_NPS: return "NPS";
    case v1::SURVEY_KIND_CSAT: return "CSAT";
    case v1::SURVEY_KIND_TEXT: return "words";
    default: return "score";
  }
}

}  // namespace

void SurveyResults::Add(const v1::SurveyAnswer& answer) {
  Scores& scores = by_survey_[answer.survey_id()];
  if (!answer.comment().empty()) ++scores.words;
  if (!answer.has_score() || answer.uncounted()) return;
  const std::string& member_id = answer.member().member_id();
  if (member_id.empty()) {
    scores.of_unknown.push_back(answer.score());
    return;
  }
  auto& last = scores.of_members[member_id];
  if (answer.answered_at_us() >= last.first) last = {answer.answered_at_us(), answer.score()};
}

// What was kept of a range that the survey no longer has means nothing in it.
std::vector<int32_t> SurveyResults::All(const Scores& scores, const v1::Survey& survey) {
  std::vector<int32_t> all = scores.of_unknown;
  for (const auto& [member_id, last] : scores.of_members) all.push_back(last.second);
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&](int32_t score) {
                             return score < survey.minimum() || score > survey.maximum();
                           }),
            all.end());
  return all;
}

SurveyResult SurveyResults::Of(const v1::Survey& survey) const {
  SurveyResult result;
  result.kind = NameOf(survey.kind());
  const auto found = by_survey_.find(survey.survey_id());
  if (found == by_survey_.end() || survey.kind() == v1::SURVEY_KIND_TEXT) {
    if (found != by_survey_.end()) result.words = found->second.words;
    return result;
  }
  const std::vector<int32_t> scores = All(found->second, survey);
  result.scores = static_cast<int64_t>(scores.size());
  result.words = found->second.words;
  result.figure = FigureOf(survey.kind(), scores);
  return result;
}

}  // namespace tessera::cli
