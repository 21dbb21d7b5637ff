// Terminals and what they have to know.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"
#include "tessera/storage/sqlite/terminal_row.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

// Longer than a member's id, so that no member looks like an offer. A program has an empty subject.
constexpr char kOfferSubject[] = "uses of the offer ";
static_assert(sizeof kOfferSubject - 1 > std::tuple_size_v<Uuid>);

Change ReadChange(Row& row) {
  Change change;
  change.change_no = row.Integer();
  const std::string subject = row.Blob();
  if (subject.empty()) return change;
  if (absl::StartsWith(subject, kOfferSubject)) {
    change.offer_id = subject.substr(sizeof kOfferSubject - 1);
    return change;
  }
  MemberId member_id;
  if (subject.size() == member_id.bytes.size()) {
    std::memcpy(member_id.bytes.data(), subject.data(), subject.size());
  }
  change.member_id = member_id;
  return change;
}

Run ReadRun(Row& row) {
  Run run;
  row.Bytes(run.run_id);
  run.first_change_no = row.Integer();
  run.last_change_no = row.OptionalInteger();
  return run;
}

}  // namespace

absl::StatusOr<std::optional<Terminal>> SqliteTransaction::FindTerminal(
    absl::string_view store_id, absl::string_view terminal_id) {
  static constexpr auto kSql = Join("SELECT ", kTerminalColumns,
                                    " FROM terminal WHERE store_id = ?1 AND terminal_id = ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(store_id).Text(terminal_id);
  return First(statement, ReadTerminal);
}

absl::Status SqliteTransaction::SaveTerminal(const Terminal& terminal) {
  static constexpr auto kSql = Join("INSERT OR REPLACE INTO terminal (", kTerminalColumns,
                                    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  return connection_.Prepare(kSql)
      .Text(terminal.store_id)
      .Text(terminal.terminal_id)
      .Integer(terminal.last_sequence)
      .Integer(terminal.seen_at.us)
      .Blob(terminal.report)
      .Blob(terminal.outbox_id)
      .Integer(terminal.reported_at.us)
      .Integer(terminal.registered ? 1 : 0)
      .Run();
}

absl::StatusOr<std::vector<Change>> SqliteTransaction::ListChanges(int64_t after_change_no,
                                                                   int limit) {
  Statement statement = connection_.Prepare(
      "SELECT change_no, subject FROM change WHERE change_no > ?1 ORDER BY change_no LIMIT ?2");
  statement.Integer(after_change_no).Integer(limit);
  return All(statement, ReadChange);
}

absl::StatusOr<int64_t> SqliteTransaction::LastChange() {
  Statement statement = connection_.Prepare("SELECT coalesce(max(change_no), 0) FROM change");
  TESSERA_RETURN_IF_ERROR(statement.One());
  return statement.IntegerAt(0);
}

absl::StatusOr<bool> SqliteTransaction::HasChange(const MemberId& member_id) {
  Statement statement = connection_.Prepare("SELECT 1 FROM change WHERE subject = ?1");
  return statement.Blob(member_id.ToBytes()).Step();
}

// The row that is named is not there; the one that names it has a number, or is only known by its table.
absl::StatusOr<std::vector<std::string>> SqliteTransaction::ListOrphans(int limit) {
  Statement statement = connection_.Prepare(
      "SELECT \"table\", coalesce(rowid, 0), parent FROM pragma_foreign_key_check LIMIT ?1");
  statement.Integer(limit);
  return All(statement, [](Row& row) {
    const std::string table = row.Text();
    const int64_t number = row.Integer();
    const std::string parent = row.Text();
    return absl::StrCat("a row of ", table, number == 0 ? "" : absl::StrCat(" (number ", number, ")"),
                        " names a ", parent, " that is not there");
  });
}

absl::StatusOr<Run> SqliteTransaction::PresentRun() {
  Statement statement = connection_.Prepare(
      "SELECT run_id, first_change_no, NULL FROM run ORDER BY run_no DESC LIMIT 1");
  TESSERA_ASSIGN_OR_RETURN(const auto run, First(statement, ReadRun));
  if (!run) return Broken("the database was opened without a run");
  return *run;
}

absl::StatusOr<std::optional<Run>> SqliteTransaction::FindRun(const Uuid& run_id) {
  Statement statement = connection_.Prepare(
      "SELECT run_id, first_change_no, (SELECT first_change_no FROM run AS later"
      " WHERE later.run_no > run.run_no ORDER BY later.run_no LIMIT 1) FROM run WHERE run_id = ?1");
  statement.Blob(AsBytes(run_id));
  return First(statement, ReadRun);
}

absl::StatusOr<Uuid> SqliteTransaction::Epoch() {
  Statement statement = connection_.Prepare("SELECT epoch FROM chain");
  TESSERA_RETURN_IF_ERROR(statement.One());
  Row row(statement);
  Uuid epoch{};
  row.Bytes(epoch);
  TESSERA_RETURN_IF_ERROR(row.status());
  return epoch;
}

// One row per subject that moves to the end: whoever has read up to any number finds behind it
// everything that changed since, each once. No row goes, so the last number is the highest ever given.
absl::Status SqliteTransaction::AppendChange(absl::string_view subject) {
  TESSERA_ASSIGN_OR_RETURN(const int64_t last, LastChange());
  appended_change_ = last + 1;
  TESSERA_RETURN_IF_ERROR(connection_.Prepare("UPDATE change SET change_no = ?1 WHERE subject = ?2")
                              .Integer(appended_change_)
                              .Blob(subject)
                              .Run());
  if (connection_.changed_rows() != 0) return absl::OkStatus();
  return connection_.Prepare("INSERT INTO change (change_no, subject) VALUES (?1, ?2)")
      .Integer(appended_change_)
      .Blob(subject)
      .Run();
}

absl::Status SqliteTransaction::AppendMemberChange(const MemberId& member_id) {
  return AppendChange(member_id.ToBytes());
}

absl::Status SqliteTransaction::AppendOfferChange(absl::string_view offer_id) {
  return AppendChange(absl::StrCat(kOfferSubject, offer_id));
}

absl::Status SqliteTransaction::AppendProgramChange() { return AppendChange(""); }

}  // namespace tessera::storage::sqlite
