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
