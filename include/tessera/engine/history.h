// What a member did so far, and what of it a program asks for. Service and plugin keep it in the same
// form and read it by the same rules, so that both see the same member.
#ifndef TESSERA_ENGINE_HISTORY_H_
#define TESSERA_ENGINE_HISTORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"

namespace tessera::engine {

// Purchases on one calendar day of the program's time zone, less what came back of them.
struct ActivityDay {
  int32_t day = 0;  // since 1970-01-01
  Money spend;
  int64_t visits = 0;
};

// How far a member used one offer.
struct MemberOfferUse {
  std::string offer_id;
  int64_t uses = 0;
  int64_t uses_day = 0;  // of these, on `day`
  int32_t day = 0;       // of the store's calendar, since 1970-01-01
  int64_t units = 0;
};

struct MemberHistory {
  std::optional<Birthday> birthday;
  Instant enrolled_at;
  int64_t purchases = 0;
  std::optional<Instant> last_purchase_at;
  std::vector<std::string> segments;
  std::vector<ActivityDay> activity;  // as far back as the program asks
  std::vector<MemberOfferUse> uses;
  Money wallet;
  std::optional<Instant> last_survey_at;  // when the member last answered; kept where a survey asks
};

// What the rules of a program want to know besides tier, tags, segments and balance.
struct Asks {
  bool birthday = false;
  bool purchases = false;                 // how many, and when the last was
  std::vector<int32_t> activity_days;     // lengths of the windows, ascending
  std::vector<uint32_t> used_by_member;   // offers with limits per member, by their index
  std::vector<uint32_t> used_altogether;  // offers with limits for all members together
  bool surveys = false;                   // when the member last answered one
};

// Lives as long as the program.
const Asks& AsksOf(const CompiledProgram& program);

// Calendar day of the store, or of the program where it names no such store, since 1970-01-01.
int32_t DayInStore(const CompiledProgram& program, absl::string_view store_id, Instant now);
// Calendar day of the program's own time zone: that of ActivityDay.
int32_t DayOfProgram(const CompiledProgram& program, Instant now);

// Puts into `view` what `history` says to somebody who asks at `now` in the store. An activity window
// of n days is today and the n - 1 days before.
void Recall(const CompiledProgram& program, const MemberHistory& history, absl::string_view store_id,
            Instant now, MemberView* view);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_HISTORY_H_
