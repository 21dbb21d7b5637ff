// Answers to surveys within periods, dealt out to groups of stores.
#ifndef TESSERA_OPERATIONS_INSIGHT_ANSWERS_H_
#define TESSERA_OPERATIONS_INSIGHT_ANSWERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/insight/metrics.h"
#include "tessera/operations/insight/query.h"

namespace tessera::operations {

// For one request: each survey is read once for each period, whatever the number of groups.
class Answers {
 public:
  // All that is passed in outlives it.
  Answers(const storage::InsightTables& tables, const v1::Program& program, const Filter& filter,
          int groups);

  // By group. Of all surveys of the kind that any version of the program had; a member's last answer of
  // those that the group's stores got, and each without a member. nullopt where there never was such a
  // survey.
  absl::StatusOr<std::vector<std::optional<insight::AnswerFacts>>> Within(v1::SurveyKind kind,
                                                                          const Instants& instants);

 private:
  absl::StatusOr<std::vector<std::string>> SurveysOf(v1::SurveyKind kind) const;
  // insight::kLeftOut where no group has the store.
  int32_t GroupOf(const std::string& store_id) const;

  const storage::InsightTables& tables_;
  const v1::Program& program_;
  const int groups_;
  const bool any_store_;
  absl::flat_hash_map<std::string, int32_t> group_of_;  // by store
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_ANSWERS_H_
