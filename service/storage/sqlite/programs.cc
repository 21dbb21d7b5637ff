// Published programs.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kProgramColumns[] = "version, document, digest, published_at_us, published_by, comment";

ProgramVersion ReadProgram(Row& row) {
  ProgramVersion version;
  version.version = row.Integer();
  version.document = row.Blob();
  row.Bytes(version.digest);
  version.published_at = row.Time();
  version.published_by = row.Text();
  version.comment = row.Text();
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
  TESSERA_ASSIGN_OR_RETURN(const auto live, publications_.LiveForAll());
  return FindProgram(live.version);
}

absl::StatusOr<int64_t> SqliteTransaction::LiveProgramVersion() {
  TESSERA_ASSIGN_OR_RETURN(const auto live, publications_.LiveForAll());
  return live.version;
}

absl::StatusOr<std::optional<Digest>> SqliteTransaction::FindProgramDigest(int64_t version) {
  if (const auto known = publications_.KnownDigest(version)) return known;
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
      Join("INSERT INTO program_version (", kProgramColumns, ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  return connection_.Prepare(kSql)
      .Integer(version.version)
      .Blob(version.document)
      .Blob(DigestBytes(version.digest))
      .Integer(version.published_at.us)
      .Text(version.published_by)
      .Text(version.comment)
      .Run();
}

}  // namespace tessera::storage::sqlite
