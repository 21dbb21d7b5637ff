#include "tessera/operations/insight/answers.h"

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

void Count(v1::SurveyKind kind, int32_t score, insight::AnswerFacts& facts) {
  const bool nps = kind == v1::SURVEY_KIND_NPS;
  if (score < (nps ? 0 : 1) || score > (nps ? 10 : 5)) return;
  ++facts.answers;
  facts.score_sum += score;
  if (score >= (nps ? 9 : 4)) ++facts.high;
  if (nps && score <= 6) ++facts.low;
}

// The last answer of each member, in one group.
struct Last {
  Instant at;
  int32_t score = 0;
};
using LastAnswers = absl::flat_hash_map<MemberId, Last>;

void Keep(const storage::SurveyScore& score, LastAnswers& last) {
  const auto [found, is_new] = last.try_emplace(*score.member_id);
  if (is_new || found->second.at <= score.answered_at) {
    found->second = {score.answered_at, score.score};
  }
}

}  // namespace

Answers::Answers(const storage::InsightTables& tables, const v1::Program& program,
                 const Filter& filter, int groups)
    : tables_(tables), program_(program), groups_(groups), any_store_(filter.store_groups.empty()) {
  if (any_store_) return;
  for (size_t i = 0; i < filter.stores.size(); ++i) {
    group_of_[filter.stores[i]] = filter.store_groups[i + 1];
  }
}

int32_t Answers::GroupOf(const std::string& store_id) const {
  if (any_store_) return 0;
  const auto found = group_of_.find(store_id);
  return found == group_of_.end() ? insight::kLeftOut : found->second;
}

// What the live program says of a survey counts before what former versions did.
absl::StatusOr<std::vector<std::string>> Answers::SurveysOf(v1::SurveyKind kind) const {
  const auto name = kind == v1::SURVEY_KIND_NPS ? storage::InsightName::kNpsSurvey
                                                : storage::InsightName::kCsatSurvey;
  TESSERA_ASSIGN_OR_RETURN(std::vector<std::string> surveys, tables_.ListNames(name));
  for (const v1::Survey& survey : program_.surveys()) {
    const auto found = std::find(surveys.begin(), surveys.end(), survey.survey_id());
    if (survey.kind() == kind && found == surveys.end()) surveys.push_back(survey.survey_id());
    if (survey.kind() != kind && found != surveys.end()) surveys.erase(found);
  }
  return surveys;
}

absl::StatusOr<std::vector<std::optional<insight::AnswerFacts>>> Answers::Within(
    v1::SurveyKind kind, const Instants& instants) {
  TESSERA_ASSIGN_OR_RETURN(const auto surveys, SurveysOf(kind));
  std::vector<std::optional<insight::AnswerFacts>> facts(static_cast<size_t>(groups_));
  if (surveys.empty()) return facts;
  for (auto& of : facts) of.emplace();
  std::vector<LastAnswers> last(facts.size());
  for (const std::string& survey : surveys) {
    TESSERA_ASSIGN_OR_RETURN(const auto scores,
                             tables_.ListScores(survey, instants.from, instants.until));
    for (const storage::SurveyScore& score : scores) {
      const int32_t group = GroupOf(score.store_id);
      if (group == insight::kLeftOut) continue;
      const size_t at = static_cast<size_t>(group);
      if (score.member_id) {
        Keep(score, last[at]);
      } else {
        Count(kind, score.score, *facts[at]);
      }
    }
  }
  for (size_t group = 0; group < facts.size(); ++group) {
    for (const auto& [member_id, answer] : last[group]) Count(kind, answer.score, *facts[group]);
  }
  return facts;
}

}  // namespace tessera::operations
