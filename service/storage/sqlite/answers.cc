// Adjustments, enrolments, programs, terminals, changes.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

ProgramVersion ReadProgram(Row& row) {
  ProgramVersion version;
  version.version = row.Integer();
  version.document = row.Blob();
  row.Bytes(version.digest);
  version.published_at = row.Time();
  return version;
}

Change ReadChange(Row& row) {
  Change change;
  change.change_no = row.Integer();
  const std::string subject = row.Blob();
  if (subject.empty()) return change;
  MemberId member_id;
  if (subject.size() == member_id.bytes.size()) {
    std::memcpy(member_id.bytes.data(), subject.data(), subject.size());
  }
  change.member_id = member_id;
  return change;
}

}  // namespace

absl::StatusOr<std::optional<Adjustment>> SqliteTransaction::FindAdjustment(
    const AdjustmentId& id) {
  Statement statement = connection_.Prepare(
      "SELECT adjustment_id, member_id, content, entry_no FROM adjustment"
      " WHERE adjustment_id = ?1");
  statement.Blob(id.ToBytes());
  return First(statement, [](Row& row) {
    Adjustment adjustment;
    adjustment.adjustment_id = row.Key<AdjustmentId>();
    adjustment.member_id = row.Key<MemberId>();
    row.Bytes(adjustment.content);
    adjustment.entry_no = row.Integer();
    return adjustment;
  });
}

absl::Status SqliteTransaction::AddAdjustment(const Adjustment& adjustment) {
  return connection_
      .Prepare("INSERT INTO adjustment (adjustment_id, member_id, content, entry_no)"
               " VALUES (?1, ?2, ?3, ?4)")
      .Blob(adjustment.adjustment_id.ToBytes())
      .Blob(adjustment.member_id.ToBytes())
      .Blob(DigestBytes(adjustment.content))
      .Integer(adjustment.entry_no)
      .Run();
}

absl::StatusOr<std::optional<Enrolment>> SqliteTransaction::FindEnrolment(const EnrolmentId& id) {
  Statement statement = connection_.Prepare(
      "SELECT enrolment_id, member_id, content, answer FROM enrolment WHERE enrolment_id = ?1");
  statement.Blob(id.ToBytes());
  return First(statement, [](Row& row) {
    Enrolment enrolment;
    enrolment.enrolment_id = row.Key<EnrolmentId>();
    enrolment.member_id = row.Key<MemberId>();
    row.Bytes(enrolment.content);
    enrolment.answer = row.Blob();
    return enrolment;
  });
}

absl::Status SqliteTransaction::AddEnrolment(const Enrolment& enrolment) {
  return connection_
      .Prepare("INSERT INTO enrolment (enrolment_id, member_id, content, answer)"
               " VALUES (?1, ?2, ?3, ?4)")
      .Blob(enrolment.enrolment_id.ToBytes())
      .Blob(enrolment.member_id.ToBytes())
      .Blob(DigestBytes(enrolment.content))
      .Blob(enrolment.answer)
      .Run();
}

absl::StatusOr<std::optional<ProgramVersion>> SqliteTransaction::FindProgram(int64_t version) {
  Statement statement = connection_.Prepare(
      "SELECT version, document, digest, published_at_us FROM program_version WHERE version = ?1");
  statement.Integer(version);
  return First(statement, ReadProgram);
}

absl::StatusOr<std::optional<ProgramVersion>> SqliteTransaction::FindLiveProgram() {
  Statement statement = connection_.Prepare(
      "SELECT version, document, digest, published_at_us FROM program_version"
      " ORDER BY version DESC LIMIT 1");
  return First(statement, ReadProgram);
}

absl::StatusOr<int64_t> SqliteTransaction::LiveProgramVersion() {
  Statement statement = connection_.Prepare("SELECT coalesce(max(version), 0) FROM program_version");
  TESSERA_RETURN_IF_ERROR(statement.One());
  return statement.IntegerAt(0);
}

absl::StatusOr<std::optional<Digest>> SqliteTransaction::FindProgramDigest(int64_t version) {
  Statement statement =
      connection_.Prepare("SELECT digest FROM program_version WHERE version = ?1");
  statement.Integer(version);
  return First(statement, [](Row& row) {
    Digest digest;
    row.Bytes(digest);
    return digest;
  });
}

absl::Status SqliteTransaction::AddProgram(const ProgramVersion& version) {
  return connection_
      .Prepare("INSERT INTO program_version (version, document, digest, published_at_us)"
               " VALUES (?1, ?2, ?3, ?4)")
      .Integer(version.version)
      .Blob(version.document)
      .Blob(DigestBytes(version.digest))
      .Integer(version.published_at.us)
      .Run();
}

absl::StatusOr<std::optional<Terminal>> SqliteTransaction::FindTerminal(
    absl::string_view store_id, absl::string_view terminal_id) {
  Statement statement = connection_.Prepare(
      "SELECT store_id, terminal_id, last_sequence, seen_at_us, report FROM terminal"
      " WHERE store_id = ?1 AND terminal_id = ?2");
  statement.Text(store_id).Text(terminal_id);
  return First(statement, [](Row& row) {
    Terminal terminal;
    terminal.store_id = row.Text();
    terminal.terminal_id = row.Text();
    terminal.last_sequence = row.Integer();
    terminal.seen_at = row.Time();
    terminal.report = row.Blob();
    return terminal;
  });
}

absl::Status SqliteTransaction::SaveTerminal(const Terminal& terminal) {
  return connection_
      .Prepare("INSERT INTO terminal (store_id, terminal_id, last_sequence, seen_at_us, report)"
               " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (store_id, terminal_id) DO UPDATE SET"
               " last_sequence = excluded.last_sequence, seen_at_us = excluded.seen_at_us,"
               " report = excluded.report")
      .Text(terminal.store_id)
      .Text(terminal.terminal_id)
      .Integer(terminal.last_sequence)
      .Integer(terminal.seen_at.us)
      .Blob(terminal.report)
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
// everything that changed since, each once.
absl::Status SqliteTransaction::AppendChange(absl::string_view subject) {
  TESSERA_RETURN_IF_ERROR(
      connection_.Prepare("DELETE FROM change WHERE subject = ?1").Blob(subject).Run());
  Statement statement =
      connection_.Prepare("INSERT INTO change (subject) VALUES (?1) RETURNING change_no");
  TESSERA_RETURN_IF_ERROR(statement.Blob(subject).One());
  appended_change_ = statement.IntegerAt(0);
  return statement.Run();
}

absl::Status SqliteTransaction::AppendMemberChange(const MemberId& member_id) {
  return AppendChange(member_id.ToBytes());
}

absl::Status SqliteTransaction::AppendProgramChange() { return AppendChange(""); }

}  // namespace tessera::storage::sqlite
