// Published programs.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kProgramColumns[] = "version, document, digest, published_at_us";

ProgramVersion ReadProgram(Row& row) {
  ProgramVersion version;
  version.version = row.Integer();
  version.document = row.Blob();
  row.Bytes(version.digest);
  version.published_at = row.Time();
  return version;
}

}  // namespace

absl::StatusOr<std::optional<ProgramVersion>> SqliteTransaction::FindProgram(int64_t version) {
  static constexpr auto kSql =
      Join("SELECT ", kProgramColumns, " FROM program_version WHERE version = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(version);
  return First(statement, ReadProgram);
}

absl::StatusOr<std::optional<ProgramVersion>> SqliteTransaction::FindLiveProgram() {
  static constexpr auto kSql =
      Join("SELECT ", kProgramColumns, " FROM program_version ORDER BY version DESC LIMIT 1");
  Statement statement = connection_.Prepare(kSql);
  return First(statement, ReadProgram);
}

absl::StatusOr<int64_t> SqliteTransaction::LiveProgramVersion() {
  if (live_program_) return live_program_->version;
  Statement statement = connection_.Prepare(
      "SELECT version, digest FROM program_version ORDER BY version DESC LIMIT 1");
  TESSERA_ASSIGN_OR_RETURN(const auto live, First(statement, [](Row& row) {
    LiveProgram program;
    program.version = row.Integer();
    row.Bytes(program.digest);
    return program;
  }));
  live_program_ = live.value_or(LiveProgram());
  return live_program_->version;
}

absl::StatusOr<std::optional<Digest>> SqliteTransaction::FindProgramDigest(int64_t version) {
  if (live_program_ && live_program_->version == version && version != 0) {
    return std::optional<Digest>(live_program_->digest);
  }
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
  live_program_.reset();
  static constexpr auto kSql =
      Join("INSERT INTO program_version (", kProgramColumns, ") VALUES (?1, ?2, ?3, ?4)");
  return connection_.Prepare(kSql)
      .Integer(version.version)
      .Blob(version.document)
      .Blob(DigestBytes(version.digest))
      .Integer(version.published_at.us)
      .Run();
}

}  // namespace tessera::storage::sqlite
