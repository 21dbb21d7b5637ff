#ifndef TESSERA_OPERATIONS_SURVEYS_ASKED_SURVEY_H_
#define TESSERA_OPERATIONS_SURVEYS_ASKED_SURVEY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/survey_link.h"
#include "tessera/engine/till_rules.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// The surveys that may have been asked after a sale: those of the program by which it was sold, if it is
// booked (`sale` is not null), then those of what counts in the store, then those of what counts for all.
// Where nobody knows the store (`store_id` is empty and no sale names it), then those of pilots, too.
class AskedSurveys {
 public:
  static absl::StatusOr<AskedSurveys> After(const Context& context,
                                            storage::ReadTransaction& transaction,
                                            const storage::Sale* sale, absl::string_view store_id);

  // nullptr if there is none. What they return lives as long as this.
  const engine::Survey* Find(absl::string_view survey_id) const;
  const engine::Survey* FindBy(const SecretKey& lookup_key, const SurveyLink& link) const;

 private:
  absl::Status AddSoldBy(const Context& context, storage::ReadTransaction& transaction,
                         const storage::Sale& sale);
  absl::Status AddLive(const Context& context, storage::ReadTransaction& transaction,
                       absl::string_view store_id);
  absl::Status AddPilots(const Context& context, storage::ReadTransaction& transaction);

  std::vector<Programs::Program> programs_;
};

// The sale that a client names, if it is booked; nullopt for an empty id and for what is none.
absl::StatusOr<std::optional<storage::Sale>> FindNamedSale(storage::ReadTransaction& transaction,
                                                           const std::string& sale_id);

// Whether it is within the survey's range; of one that nobody knows (null), within 0 to 100.
bool TakesScore(const engine::Survey* survey, int32_t score);
// INVALID_ARGUMENT / SCORE_INVALID unless the survey takes it.
absl::Status CheckScore(const engine::Survey& survey, int32_t score);
// INVALID_ARGUMENT / COMMENT_INVALID beyond 512 bytes of text, BANK_CARD_REFUSED.
absl::Status CheckAnswerComment(const std::string& comment);
// INVALID_ARGUMENT / SURVEY_ID_INVALID unless 1 to 64 of a-z 0-9 - _.
absl::Status CheckSurveyId(absl::string_view survey_id);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SURVEYS_ASKED_SURVEY_H_
