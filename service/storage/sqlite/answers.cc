// What was asked for and answered, and how jobs fare.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kRequestedColumns[] =
    "change_id, method, content, answer, entry_no, principal, member_id, comment, booked_at_us";

RequestedChange ReadRequested(Row& row) {
  RequestedChange change;
  change.change_id = row.Key<ChangeId>();
  change.method = row.Text();
  row.Bytes(change.content);
  change.answer = row.Blob();
  change.entry_no = row.Integer();
  change.principal = row.Text();
  change.member_id = row.OptionalKey<MemberId>();
  change.comment = row.Text();
  change.booked_at = row.Time();
  return change;
}

constexpr char kJobColumns[] = "job, started_at_us, ended_at_us, accounts, changed, reason";

JobRun ReadJob(Row& row) {
  JobRun run;
  run.job = row.Text();
  run.started_at = row.Time();
  run.ended_at = row.OptionalTime();
  run.accounts = row.Integer();
  run.changed = row.Integer();
  run.reason = row.Text();
  return run;
}

}  // namespace

absl::StatusOr<std::optional<RequestedChange>> SqliteTransaction::FindRequested(
    const ChangeId& id, absl::string_view method) {
  static constexpr auto kSql = Join("SELECT ", kRequestedColumns,
                                    " FROM requested_change WHERE change_id = ?1 AND method = ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(id.ToBytes()).Text(method);
  return First(statement, ReadRequested);
}

absl::Status SqliteTransaction::AddRequested(const RequestedChange& change) {
  static constexpr auto kSql = Join("INSERT INTO requested_change (", kRequestedColumns,
                                    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(change.change_id.ToBytes())
      .Text(change.method)
      .Blob(DigestBytes(change.content))
      .Blob(change.answer)
      .Integer(change.entry_no)
      .Text(change.principal);
  BindKey(statement, change.member_id);
  return statement.Text(change.comment).Integer(change.booked_at.us).Run();
}

absl::StatusOr<std::optional<JobRun>> SqliteTransaction::FindJob(absl::string_view job) {
  static constexpr auto kSql = Join("SELECT ", kJobColumns, " FROM job_run WHERE job = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(job);
  return First(statement, ReadJob);
}

absl::Status SqliteTransaction::SaveJob(const JobRun& run) {
  static constexpr auto kSql =
      Join("INSERT OR REPLACE INTO job_run (", kJobColumns, ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(run.job).Integer(run.started_at.us);
  BindTime(statement, run.ended_at);
  return statement.Integer(run.accounts).Integer(run.changed).Text(run.reason).Run();
}

}  // namespace tessera::storage::sqlite
