// What whoever looks after customers works with.
#ifndef TESSERA_STORAGE_SQLITE_FOLLOW_UPS_H_
#define TESSERA_STORAGE_SQLITE_FOLLOW_UPS_H_

#include "tessera/sqlite/connection.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::storage::sqlite {

// Over the connection of a transaction.
class SqliteFollowUps final : public FollowUps {
 public:
  explicit SqliteFollowUps(tessera::sqlite::Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::optional<SurveyAnswer>> FindAnswer(const Uuid& answer_id) const override;
  absl::StatusOr<std::optional<SurveyAnswer>> FindAnswerByNo(int64_t answer_no) const override;
  absl::StatusOr<std::optional<SurveyAnswer>> FindAnswerAbout(
      const SaleId& sale_id, absl::string_view survey_id) const override;
  absl::StatusOr<std::vector<SurveyAnswer>> ListAnswers(const AnswerFilter& filter,
                                                        int limit) const override;
  absl::StatusOr<std::optional<Instant>> LastAnswerAt(const MemberId& member_id) const override;
  absl::StatusOr<std::optional<FollowUp>> FindFollowUp(int64_t follow_up_no) const override;
  absl::StatusOr<std::optional<FollowUp>> FindFollowUpOf(int64_t answer_no) const override;
  absl::StatusOr<std::vector<FollowUp>> ListFollowUps(const FollowUpFilter& filter,
                                                      int limit) const override;
  absl::StatusOr<std::vector<NamedMember>> ListNamed(absl::string_view prefix,
                                                     const NamedMember& after,
                                                     int limit) const override;
  absl::StatusOr<std::vector<Act>> ListActs(const ActFilter& filter, int limit) const override;

  absl::Status ChangeActComment(const ChangeId& change_id, absl::string_view method,
                                absl::string_view comment) override;
  absl::StatusOr<int64_t> AddFollowUp(const FollowUp& follow_up) override;
  absl::Status UpdateFollowUp(const FollowUp& follow_up) override;
  absl::Status MoveAnswers(const MemberId& from, const MemberId& into) override;

 private:
  tessera::sqlite::Connection& connection_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_FOLLOW_UPS_H_
