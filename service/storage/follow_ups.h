// What whoever looks after customers works with: what they answered, what has to be seen to, members by
// their names, and who did what.
#ifndef TESSERA_STORAGE_FOLLOW_UPS_H_
#define TESSERA_STORAGE_FOLLOW_UPS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/storage/rows.h"

namespace tessera::storage {

enum class FollowUpState : uint8_t { kOpen = 1, kTaken = 2, kClosed = 3 };

// An answer that somebody should look after.
struct FollowUp {
  int64_t follow_up_no = 0;  // 1, 2, 3 ... given by AddFollowUp
  int64_t answer_no = 0;     // at most one follow-up for each answer
  FollowUpState state = FollowUpState::kOpen;
  std::string owner;  // who took it, as authenticated; empty for nobody
  std::string note;
  Instant opened_at;
  Instant changed_at;
};

// Which follow-ups are listed.
struct FollowUpFilter {
  std::optional<FollowUpState> state = {};  // none: those that are not closed
  bool all = false;                         // closed ones too, where no state is asked for
  std::string survey_id = {};               // empty: of all surveys
  std::string store_id = {};                // empty: of all stores
  int64_t after = 0;                        // the last number of the page before
};

// Which answers are listed. `first_at` counts, `end_at` does not.
struct AnswerFilter {
  std::string survey_id = {};
  std::string store_id = {};
  std::optional<Instant> first_at = {};
  std::optional<Instant> end_at = {};
  int64_t after = 0;  // the last number of the page before
};

// Which acts are listed, from the newest. `first_at` counts, `end_at` does not.
struct ActFilter {
  std::optional<MemberId> member_id = {};
  std::string principal = {};  // empty: anybody's
  std::string method = {};     // empty: all
  std::optional<Instant> first_at = {};
  std::optional<Instant> end_at = {};
  int64_t before = 0;  // the last number of the page before; 0 for the first page
};

// Somebody whose name is known, as far as it is kept in clear.
struct NamedMember {
  std::string masked_name;
  MemberId member_id;
};

// What was asked for once, without its answer.
struct Act {
  int64_t act_no = 0;  // in the order of booking
  ChangeId change_id;
  std::string method;
  std::string principal;
  std::optional<MemberId> member_id;
  std::string comment;
  Instant booked_at;
};

// A part of a transaction, for its thread and as long as it: const methods read, the others write.
class FollowUps {
 public:
  virtual ~FollowUps() = default;

  virtual absl::StatusOr<std::optional<SurveyAnswer>> FindAnswer(const Uuid& answer_id) const = 0;
  virtual absl::StatusOr<std::optional<SurveyAnswer>> FindAnswerByNo(int64_t answer_no) const = 0;
  // The first to that survey about that sale, whether it is booked or not.
  virtual absl::StatusOr<std::optional<SurveyAnswer>> FindAnswerAbout(
      const SaleId& sale_id, absl::string_view survey_id) const = 0;
  // In the order in which they came.
  virtual absl::StatusOr<std::vector<SurveyAnswer>> ListAnswers(const AnswerFilter& filter,
                                                                int limit) const = 0;
  // When the member last answered whatever was asked; nullopt for never.
  virtual absl::StatusOr<std::optional<Instant>> LastAnswerAt(const MemberId& member_id) const = 0;

  virtual absl::StatusOr<std::optional<FollowUp>> FindFollowUp(int64_t follow_up_no) const = 0;
  virtual absl::StatusOr<std::optional<FollowUp>> FindFollowUpOf(int64_t answer_no) const = 0;
  // The oldest first.
  virtual absl::StatusOr<std::vector<FollowUp>> ListFollowUps(const FollowUpFilter& filter,
                                                              int limit) const = 0;

  // Those whose masked name begins so, to the letter, merged ones too; by masked name and id, behind
  // `after`, at most `limit`.
  virtual absl::StatusOr<std::vector<NamedMember>> ListNamed(absl::string_view prefix,
                                                             const NamedMember& after,
                                                             int limit) const = 0;
  virtual absl::StatusOr<std::vector<Act>> ListActs(const ActFilter& filter, int limit) const = 0;

  // Of an act that goes on: `comment` in place of the one that was added with it. INTERNAL if there is none.
  virtual absl::Status ChangeActComment(const ChangeId& change_id, absl::string_view method,
                                        absl::string_view comment) = 0;
  // Returns its follow_up_no.
  virtual absl::StatusOr<int64_t> AddFollowUp(const FollowUp& follow_up) = 0;
  // Its state, owner, note, and when that changed.
  virtual absl::Status UpdateFollowUp(const FollowUp& follow_up) = 0;
  // What `from` answered is what `into` answered from now on.
  virtual absl::Status MoveAnswers(const MemberId& from, const MemberId& into) = 0;
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_FOLLOW_UPS_H_
