#include "tessera/storage/sqlite/follow_ups.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "tessera/storage/sqlite/query.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kAnswerColumns[] =
    "answer_no, answer_id, survey_id, member_id, score, answered_at_us, document, store_id, place,"
    " sale_id";
constexpr char kFollowUpColumns[] =
    "follow_up_no, answer_no, state, owner, note, opened_at_us, changed_at_us";
constexpr char kActColumns[] =
    "request_no, change_id, method, principal, member_id, comment, booked_at_us";
// Behind every text that begins with what stands before it: the last character of all.
constexpr char kLastCharacter[] = "\xF4\x8F\xBF\xBF";

SurveyAnswer ReadAnswer(Row& row) {
  SurveyAnswer answer;
  answer.answer_no = row.Integer();
  row.Bytes(answer.answer_id);
  answer.survey_id = row.Text();
  answer.member_id = row.OptionalKey<MemberId>();
  if (const auto score = row.OptionalInteger()) answer.score = static_cast<int32_t>(*score);
  answer.answered_at = row.Time();
  answer.document = row.Blob();
  answer.store_id = row.Text();
  answer.place = static_cast<int32_t>(row.Integer());
  answer.sale_id = row.OptionalKey<SaleId>();
  return answer;
}

FollowUp ReadFollowUp(Row& row) {
  FollowUp follow_up;
  follow_up.follow_up_no = row.Integer();
  follow_up.answer_no = row.Integer();
  follow_up.state = static_cast<FollowUpState>(row.Integer());
  follow_up.owner = row.Text();
  follow_up.note = row.Text();
  follow_up.opened_at = row.Time();
  follow_up.changed_at = row.Time();
  return follow_up;
}

Act ReadAct(Row& row) {
  Act act;
  act.act_no = row.Integer();
  act.change_id = row.Key<ChangeId>();
  act.method = row.Text();
  act.principal = row.Text();
  act.member_id = row.OptionalKey<MemberId>();
  act.comment = row.Text();
  act.booked_at = row.Time();
  return act;
}

int64_t FirstOf(const std::optional<Instant>& at) { return at ? at->us : 0; }
int64_t EndOf(const std::optional<Instant>& at) {
  return at ? at->us : std::numeric_limits<int64_t>::max();
}

}  // namespace

absl::StatusOr<std::optional<SurveyAnswer>> SqliteFollowUps::FindAnswer(
    const Uuid& answer_id) const {
  static constexpr auto kSql =
      Join("SELECT ", kAnswerColumns, " FROM survey_answer WHERE answer_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(AsBytes(answer_id));
  return First(statement, ReadAnswer);
}

absl::StatusOr<std::optional<SurveyAnswer>> SqliteFollowUps::FindAnswerByNo(
    int64_t answer_no) const {
  static constexpr auto kSql =
      Join("SELECT ", kAnswerColumns, " FROM survey_answer WHERE answer_no = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(answer_no);
  return First(statement, ReadAnswer);
}

absl::StatusOr<std::optional<SurveyAnswer>> SqliteFollowUps::FindAnswerAbout(
    const SaleId& sale_id, absl::string_view survey_id) const {
  static constexpr auto kSql =
      Join("SELECT ", kAnswerColumns,
           " FROM survey_answer WHERE sale_id = ?1 AND survey_id = ?2 ORDER BY answer_no LIMIT 1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(sale_id.ToBytes()).Text(survey_id);
  return First(statement, ReadAnswer);
}

absl::StatusOr<std::vector<SurveyAnswer>> SqliteFollowUps::ListAnswers(const AnswerFilter& filter,
                                                                       int limit) const {
  static constexpr auto kSql =
      Join("SELECT ", kAnswerColumns,
           " FROM survey_answer WHERE answer_no > ?1 AND (?2 = '' OR survey_id = ?2)"
           " AND (?3 = '' OR store_id = ?3) AND answered_at_us >= ?4 AND answered_at_us < ?5"
           " ORDER BY answer_no LIMIT ?6");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(filter.after)
      .Text(filter.survey_id)
      .Text(filter.store_id)
      .Integer(FirstOf(filter.first_at))
      .Integer(EndOf(filter.end_at))
      .Integer(limit);
  return All(statement, ReadAnswer);
}

absl::StatusOr<std::optional<Instant>> SqliteFollowUps::LastAnswerAt(
    const MemberId& member_id) const {
  Statement statement = connection_.Prepare(
      "SELECT answered_at_us FROM survey_answer WHERE member_id = ?1"
      " ORDER BY answered_at_us DESC LIMIT 1");
  statement.Blob(member_id.ToBytes());
  return First(statement, [](Row& row) { return row.Time(); });
}

absl::StatusOr<std::optional<FollowUp>> SqliteFollowUps::FindFollowUp(int64_t follow_up_no) const {
  static constexpr auto kSql =
      Join("SELECT ", kFollowUpColumns, " FROM follow_up WHERE follow_up_no = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(follow_up_no);
  return First(statement, ReadFollowUp);
}

absl::StatusOr<std::optional<FollowUp>> SqliteFollowUps::FindFollowUpOf(int64_t answer_no) const {
  static constexpr auto kSql =
      Join("SELECT ", kFollowUpColumns, " FROM follow_up WHERE answer_no = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(answer_no);
  return First(statement, ReadFollowUp);
}

absl::StatusOr<std::vector<FollowUp>> SqliteFollowUps::ListFollowUps(const FollowUpFilter& filter,
                                                                     int limit) const {
  static constexpr auto kListed = Join(
      "SELECT ", kFollowUpColumns,
      " FROM follow_up WHERE follow_up_no > ?1 AND (?2 = 0 OR state = ?2)"
      " AND ((?3 = '' AND ?4 = '') OR EXISTS (SELECT 1 FROM survey_answer"
      "   WHERE survey_answer.answer_no = follow_up.answer_no"
      "   AND (?3 = '' OR survey_id = ?3) AND (?4 = '' OR store_id = ?4)))");
  static constexpr char kOpen[] = " AND state <> 3";
  static constexpr char kEnd[] = " ORDER BY follow_up_no LIMIT ?5";
  static const std::string kAny = absl::StrCat(absl::string_view(kListed), kEnd);
  static const std::string kNotClosed = absl::StrCat(absl::string_view(kListed), kOpen, kEnd);
  Statement statement = connection_.Prepare(filter.all || filter.state ? kAny : kNotClosed);
  statement.Integer(filter.after)
      .Integer(filter.state ? static_cast<int64_t>(*filter.state) : 0)
      .Text(filter.survey_id)
      .Text(filter.store_id)
      .Integer(limit);
  return All(statement, ReadFollowUp);
}

absl::StatusOr<std::vector<NamedMember>> SqliteFollowUps::ListNamed(absl::string_view prefix,
                                                                    const NamedMember& after,
                                                                    int limit) const {
  Statement statement = connection_.Prepare(
      "SELECT masked_name, member_id FROM member WHERE masked_name <> ''"
      " AND masked_name >= ?1 AND masked_name < ?2 AND (masked_name, member_id) > (?3, ?4)"
      " ORDER BY masked_name, member_id LIMIT ?5");
  statement.Text(prefix)
      .Text(absl::StrCat(prefix, kLastCharacter))
      .Text(after.masked_name)
      .Blob(after.member_id.ToBytes())
      .Integer(limit);
  return All(statement, [](Row& row) {
    NamedMember named;
    named.masked_name = row.Text();
    named.member_id = row.Key<MemberId>();
    return named;
  });
}

// By the index of whatever narrows the most.
absl::StatusOr<std::vector<Act>> SqliteFollowUps::ListActs(const ActFilter& filter,
                                                           int limit) const {
  static constexpr auto kSql =
      Join("SELECT ", kActColumns,
           " FROM requested_change WHERE request_no < ?1 AND (?2 = '' OR principal = ?2)"
           " AND (?3 = '' OR method = ?3) AND booked_at_us >= ?4 AND booked_at_us < ?5");
  static constexpr char kEnd[] = " ORDER BY request_no DESC LIMIT ?6";
  static const std::string kAnybody = absl::StrCat(absl::string_view(kSql), kEnd);
  static const std::string kOfMember =
      absl::StrCat(absl::string_view(kSql), " AND member_id = ?7", kEnd);
  Statement statement = connection_.Prepare(filter.member_id ? kOfMember : kAnybody);
  statement.Integer(filter.before == 0 ? std::numeric_limits<int64_t>::max() : filter.before)
      .Text(filter.principal)
      .Text(filter.method)
      .Integer(FirstOf(filter.first_at))
      .Integer(EndOf(filter.end_at))
      .Integer(limit);
  if (filter.member_id) statement.Blob(filter.member_id->ToBytes());
  return All(statement, ReadAct);
}

absl::Status SqliteFollowUps::ChangeActComment(const ChangeId& change_id, absl::string_view method,
                                               absl::string_view comment) {
  TESSERA_RETURN_IF_ERROR(
      connection_
          .Prepare("UPDATE requested_change SET comment = ?3 WHERE change_id = ?1 AND method = ?2")
          .Blob(change_id.ToBytes())
          .Text(method)
          .Text(comment)
          .Run());
  return connection_.changed_rows() == 1 ? absl::OkStatus() : Broken("an act is missing");
}

absl::StatusOr<int64_t> SqliteFollowUps::AddFollowUp(const FollowUp& follow_up) {
  TESSERA_RETURN_IF_ERROR(
      connection_
          .Prepare("INSERT INTO follow_up (answer_no, state, owner, note, opened_at_us,"
                   " changed_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
          .Integer(follow_up.answer_no)
          .Integer(static_cast<int64_t>(follow_up.state))
          .Text(follow_up.owner)
          .Text(follow_up.note)
          .Integer(follow_up.opened_at.us)
          .Integer(follow_up.changed_at.us)
          .Run());
  return connection_.last_row_id();
}

absl::Status SqliteFollowUps::UpdateFollowUp(const FollowUp& follow_up) {
  return connection_
      .Prepare("UPDATE follow_up SET state = ?2, owner = ?3, note = ?4, changed_at_us = ?5"
               " WHERE follow_up_no = ?1")
      .Integer(follow_up.follow_up_no)
      .Integer(static_cast<int64_t>(follow_up.state))
      .Text(follow_up.owner)
      .Text(follow_up.note)
      .Integer(follow_up.changed_at.us)
      .Run();
}

absl::Status SqliteFollowUps::MoveAnswers(const MemberId& from, const MemberId& into) {
  return connection_.Prepare("UPDATE survey_answer SET member_id = ?2 WHERE member_id = ?1")
      .Blob(from.ToBytes())
      .Blob(into.ToBytes())
      .Run();
}

}  // namespace tessera::storage::sqlite
