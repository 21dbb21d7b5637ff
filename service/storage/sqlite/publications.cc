#include "tessera/storage/sqlite/publications.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tessera/storage/sqlite/query.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kColumns[] =
    "publication_no, version, starts_at_us, stores, state, published_at_us, published_by, comment,"
    " withdrawn_at_us, withdrawn_by, withdrawn_comment";
constexpr char kDraftColumns[] =
    "draft_id, revision, based_on, saved_at_us, saved_by, comment, faults, document";

// Each id between line feeds, so that one is found in the text as a whole.
std::string StoresToText(const std::vector<std::string>& store_ids) {
  return store_ids.empty() ? "" : absl::StrCat("\n", absl::StrJoin(store_ids, "\n"), "\n");
}

Publication ReadPublication(Row& row) {
  Publication publication;
  publication.publication_no = row.Integer();
  publication.version = row.Integer();
  publication.starts_at = row.Time();
  publication.store_ids = absl::StrSplit(row.Text(), '\n', absl::SkipEmpty());
  publication.state = static_cast<PublicationState>(row.Integer());
  publication.published_at = row.Time();
  publication.published_by = row.Text();
  publication.comment = row.Text();
  publication.withdrawn_at = row.OptionalTime();
  publication.withdrawn_by = row.Text();
  publication.withdrawn_comment = row.Text();
  return publication;
}

Draft ReadDraft(Row& row) {
  Draft draft;
  draft.draft_id = row.Text();
  draft.revision = row.Integer();
  draft.based_on = row.Integer();
  draft.saved_at = row.Time();
  draft.saved_by = row.Text();
  draft.comment = row.Text();
  draft.faults = static_cast<int32_t>(row.Integer());
  draft.document = row.Blob();
  return draft;
}

int64_t Below(int64_t before) {
  return before == 0 ? std::numeric_limits<int64_t>::max() : before;
}

}  // namespace

absl::StatusOr<std::optional<Publication>> SqlitePublications::Find(int64_t publication_no) const {
  static constexpr auto kSql =
      Join("SELECT ", kColumns, " FROM publication WHERE publication_no = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(publication_no);
  return First(statement, ReadPublication);
}

absl::StatusOr<std::vector<Publication>> SqlitePublications::List(absl::string_view store_id,
                                                                  int64_t before,
                                                                  int limit) const {
  static constexpr auto kSql =
      Join("SELECT ", kColumns,
           " FROM publication WHERE publication_no < ?1 AND"
           " (?2 = '' OR stores = '' OR instr(stores, char(10) || ?2 || char(10)) > 0)"
           " ORDER BY publication_no DESC LIMIT ?3");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(Below(before)).Text(store_id).Integer(limit);
  return All(statement, ReadPublication);
}

absl::StatusOr<std::optional<Publication>> SqlitePublications::InForce(
    absl::string_view store_id) const {
  static constexpr auto kSql =
      Join("SELECT ", kColumns,
           " FROM publication WHERE state = 2 AND"
           " (stores = '' OR (?1 <> '' AND instr(stores, char(10) || ?1 || char(10)) > 0))"
           " ORDER BY starts_at_us DESC, publication_no DESC LIMIT 1");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(store_id);
  return First(statement, ReadPublication);
}

absl::StatusOr<std::optional<Publication>> SqlitePublications::LastInForce() const {
  static constexpr auto kSql =
      Join("SELECT ", kColumns,
           " FROM publication WHERE state = 2 ORDER BY starts_at_us DESC, publication_no DESC LIMIT 1");
  Statement statement = connection_.Prepare(kSql);
  return First(statement, ReadPublication);
}

absl::StatusOr<std::vector<Publication>> SqlitePublications::ListDue(Instant now, int limit) const {
  static constexpr auto kSql =
      Join("SELECT ", kColumns,
           " FROM publication WHERE state = 1 AND starts_at_us <= ?1"
           " ORDER BY starts_at_us, publication_no LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(now.us).Integer(limit);
  return All(statement, ReadPublication);
}

absl::StatusOr<std::vector<ProgramVersion>> SqlitePublications::ListVersions(int64_t before,
                                                                             int limit) const {
  Statement statement = connection_.Prepare(
      "SELECT version, digest, published_at_us, published_by, comment FROM program_version"
      " WHERE version < ?1 ORDER BY version DESC LIMIT ?2");
  statement.Integer(Below(before)).Integer(limit);
  return All(statement, [](Row& row) {
    ProgramVersion version;
    version.version = row.Integer();
    row.Bytes(version.digest);
    version.published_at = row.Time();
    version.published_by = row.Text();
    version.comment = row.Text();
    return version;
  });
}

absl::StatusOr<int64_t> SqlitePublications::LastVersion() const {
  Statement statement = connection_.Prepare("SELECT coalesce(max(version), 0) FROM program_version");
  TESSERA_RETURN_IF_ERROR(statement.One());
  return statement.IntegerAt(0);
}

absl::StatusOr<int64_t> SqlitePublications::FindVersion(const Digest& digest) const {
  Statement statement = connection_.Prepare(
      "SELECT version FROM program_version WHERE digest = ?1 ORDER BY version DESC LIMIT 1");
  statement.Blob(DigestBytes(digest));
  TESSERA_ASSIGN_OR_RETURN(const auto version,
                           First(statement, [](Row& row) { return row.Integer(); }));
  return version.value_or(0);
}

absl::StatusOr<std::optional<Draft>> SqlitePublications::FindDraft(
    absl::string_view draft_id) const {
  static constexpr auto kSql =
      Join("SELECT ", kDraftColumns, " FROM draft WHERE draft_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(draft_id);
  return First(statement, ReadDraft);
}

absl::StatusOr<std::vector<Draft>> SqlitePublications::ListDrafts(int limit) const {
  Statement statement = connection_.Prepare(
      "SELECT draft_id, revision, based_on, saved_at_us, saved_by, comment, faults, x''"
      " FROM draft ORDER BY draft_id LIMIT ?1");
  statement.Integer(limit);
  return All(statement, ReadDraft);
}

absl::StatusOr<int64_t> SqlitePublications::CountDrafts() const {
  Statement statement = connection_.Prepare("SELECT count(*) FROM draft");
  TESSERA_RETURN_IF_ERROR(statement.One());
  return statement.IntegerAt(0);
}

absl::StatusOr<int64_t> SqlitePublications::Add(const Publication& publication) {
  Forget();
  Statement statement = connection_.Prepare(
      "INSERT INTO publication (version, starts_at_us, stores, state, published_at_us, published_by,"
      " comment) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING publication_no");
  statement.Integer(publication.version)
      .Integer(publication.starts_at.us)
      .Text(StoresToText(publication.store_ids))
      .Integer(static_cast<int64_t>(publication.state))
      .Integer(publication.published_at.us)
      .Text(publication.published_by)
      .Text(publication.comment);
  TESSERA_RETURN_IF_ERROR(statement.One());
  return statement.IntegerAt(0);
}

absl::Status SqlitePublications::Update(const Publication& publication) {
  Forget();
  Statement statement = connection_.Prepare(
      "UPDATE publication SET state = ?2, withdrawn_at_us = ?3, withdrawn_by = ?4,"
      " withdrawn_comment = ?5 WHERE publication_no = ?1");
  statement.Integer(publication.publication_no).Integer(static_cast<int64_t>(publication.state));
  BindTime(statement, publication.withdrawn_at);
  return statement.Text(publication.withdrawn_by).Text(publication.withdrawn_comment).Run();
}

absl::Status SqlitePublications::SaveDraft(const Draft& draft) {
  static constexpr auto kSql = Join("INSERT OR REPLACE INTO draft (", kDraftColumns,
                                    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  return connection_.Prepare(kSql)
      .Text(draft.draft_id)
      .Integer(draft.revision)
      .Integer(draft.based_on)
      .Integer(draft.saved_at.us)
      .Text(draft.saved_by)
      .Text(draft.comment)
      .Integer(draft.faults)
      .Blob(draft.document)
      .Run();
}

absl::Status SqlitePublications::RemoveDraft(absl::string_view draft_id) {
  return connection_.Prepare("DELETE FROM draft WHERE draft_id = ?1").Text(draft_id).Run();
}

absl::StatusOr<SqlitePublications::Live> SqlitePublications::LiveForAll() const {
  if (live_) return *live_;
  Statement statement = connection_.Prepare(
      "SELECT version, digest FROM publication JOIN program_version USING (version)"
      " WHERE state = 2 AND stores = '' ORDER BY starts_at_us DESC, publication_no DESC LIMIT 1");
  TESSERA_ASSIGN_OR_RETURN(const auto live, First(statement, [](Row& row) {
    Live found;
    found.version = row.Integer();
    row.Bytes(found.digest);
    return found;
  }));
  live_ = live.value_or(Live());
  return *live_;
}

std::optional<Digest> SqlitePublications::KnownDigest(int64_t version) const {
  if (version == 0 || !live_ || live_->version != version) return std::nullopt;
  return live_->digest;
}

}  // namespace tessera::storage::sqlite
