// What customers answered.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kColumns[] = "answer_id, survey_id, member_id, score, answered_at_us, document, store_id, place,"
    " sale_id";

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

}  // namespace

absl::StatusOr<std::vector<SurveyAnswer>> SqliteTransaction::ListSurveyAnswers(
    int64_t after_answer_no, int limit) {
  static constexpr auto kSql =
      Join("SELECT answer_no, ", kColumns,
           " FROM survey_answer WHERE answer_no > ?1 ORDER BY answer_no LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(after_answer_no).Integer(limit);
  return All(statement, ReadAnswer);
}

absl::Status SqliteTransaction::AddSurveyAnswer(const SurveyAnswer& answer) {
  static constexpr auto kSql = Join("INSERT INTO survey_answer (", kColumns,
                                    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(AsBytes(answer.answer_id)).Text(answer.survey_id);
  BindKey(statement, answer.member_id);
  if (answer.score) {
    statement.Integer(*answer.score);
  } else {
    statement.Null();
  }
  statement.Integer(answer.answered_at.us)
      .Blob(answer.document)
      .Text(answer.store_id)
      .Integer(answer.place);
  BindKey(statement, answer.sale_id);
  TESSERA_RETURN_IF_ERROR(statement.Run());
  if (connection_.changed_rows() == 0) return absl::OkStatus();
  Event event;
  event.partition =
      EventPartitionOf(answer.member_id ? answer.member_id->ToBytes() : AsBytes(answer.answer_id));
  event.kind = EventKind::kSurveyAnswer;
  event.happened_at = now_;
  event.member_id = answer.member_id;
  event.number = connection_.last_row_id();
  return events_.Append(event);
}

}  // namespace tessera::storage::sqlite
