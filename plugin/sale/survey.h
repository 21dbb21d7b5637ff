// Which question a customer is asked after a sale, at the till or by the slip.
#ifndef TESSERA_PLUGIN_SALE_SURVEY_H_
#define TESSERA_PLUGIN_SALE_SURVEY_H_

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "tessera/base/clock.h"
#include "tessera/engine/till_rules.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/sale/answer.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::plugin {

// What a survey may ask about the customer before it asks the customer. Times are the service's.
struct Guest {
  bool known = false;  // otherwise nothing below is
  Instant now;
  std::optional<Instant> answered_at = {};  // the last survey; none: never
  std::optional<Instant> asked_at = {};     // at this till, since it was opened; none: not
  std::vector<std::string> segments = {};
};

// Whom this till asked, and who answered here: the cache hears of it later, or never. Forgets when it is
// full: whoever is forgotten is asked once more at worst. Thread-safe.
class AskedHere {
 public:
  void NoteAsked(const std::string& member_id, Instant now);
  void NoteAnswered(const std::string& member_id, Instant now);
  // Adds what is known here.
  void AddTo(const std::string& member_id, Guest* guest) const;

 private:
  struct Times {
    std::optional<Instant> asked_at;
    std::optional<Instant> answered_at;
  };
  Times& Of(const std::string& member_id);  // under the mutex

  mutable std::mutex mutex_;
  std::map<std::string, Times> by_member_;
};

// The first survey of the program that is asked there and whose share this sale falls into: by a hash of
// both ids and nothing else, so that a sale is asked the same whoever looks. One that leaves people in
// peace for some days, or is for some of them, is asked of nobody who is not known; at the till, nobody is
// asked again within a day by one that leaves people in peace. `guest` is asked for only where that
// matters. `program` may be null. What it returns lives as long as `program`.
const engine::Survey* SurveyFor(const CachedProgram* program, engine::SurveyPlace place,
                                const std::string& sale_id, absl::FunctionRef<Guest()> guest);

// As a till shows it.
SurveyQuestion QuestionOf(const engine::CompiledProgram& program, const engine::Survey& survey,
                          const std::string& language);

// INVALID_ARGUMENT: SURVEY_ID_INVALID; SCORE_INVALID unless 0 to 100, and within the range that `program`
// (may be null) asks for; COMMENT_INVALID beyond 512 bytes; ANSWER_EMPTY without either;
// BANK_CARD_REFUSED for a comment that holds a card's number; TEXT_TOO_LONG.
absl::Status CheckAnswer(const v1::SurveyAnswer& answer, const CachedProgram* program);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_SURVEY_H_
