#include "tessera/plugin/cache/rows.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"

namespace tessera::plugin::cache_rows {
namespace {

static_assert(kHashBytes == sizeof(IdentifierHash));

constexpr sqlite::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE meta (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  cursor        TEXT    NOT NULL,
  fresh_at_us   INTEGER NOT NULL,
  sealed_key    BLOB    NOT NULL,
  program       BLOB    NOT NULL,
  members       INTEGER NOT NULL
);
INSERT INTO meta VALUES (1, '', 0, x'', x'', 0);
CREATE TABLE member (
  member_id BLOB NOT NULL PRIMARY KEY,
  hashes    BLOB NOT NULL,  -- of its identifiers, one behind the other
  message   BLOB NOT NULL,  -- tessera.v1.Member
  history   BLOB NOT NULL   -- tessera.v1.MemberHistory
) WITHOUT ROWID;
CREATE TABLE identifier (
  hash      BLOB NOT NULL PRIMARY KEY,
  member_id BLOB NOT NULL
) WITHOUT ROWID;
)sql"},
    // What is there stays in use; for coupons and counters everything is fetched anew.
    {2, R"sql(
ALTER TABLE meta ADD COLUMN code_keys BLOB NOT NULL DEFAULT x'';  -- tessera.v1.SnapshotHeader with these
ALTER TABLE meta ADD COLUMN clock_offset_us INTEGER NOT NULL DEFAULT 0;
UPDATE meta SET cursor = '';
ALTER TABLE member ADD COLUMN coupons BLOB NOT NULL DEFAULT x'';  -- tessera.v1.CachedMember with these
ALTER TABLE member ADD COLUMN kept_until_us INTEGER NOT NULL DEFAULT 0;
CREATE INDEX member_kept_until ON member (kept_until_us) WHERE kept_until_us > 0;
CREATE TABLE offer_uses (
  offer_id TEXT NOT NULL PRIMARY KEY,
  message  BLOB NOT NULL  -- tessera.v1.OfferUses
) WITHOUT ROWID;
)sql"},
    {3, R"sql(
ALTER TABLE meta ADD COLUMN latest_us INTEGER NOT NULL DEFAULT 0;  -- by the till's clock
)sql"}};

std::string CouponsOf(const v1::CachedMember& member) {
  if (member.coupons().empty()) return "";
  v1::CachedMember coupons;
  *coupons.mutable_coupons() = member.coupons();
  return coupons.SerializeAsString();
}

// Takes a member's identifiers off, but for those that point to somebody else by now. Returns whether
// the member is there.
absl::StatusOr<bool> DropIdentifiers(sqlite::Connection& connection, absl::string_view member_id) {
  std::string hashes;
  {
    sqlite::Statement select =
        connection.Prepare("SELECT hashes FROM member WHERE member_id = ?1");
    select.Blob(member_id);
    TESSERA_ASSIGN_OR_RETURN(const bool found, select.Step());
    if (!found) return false;
    hashes = std::string(select.BlobAt(0));
    TESSERA_RETURN_IF_ERROR(select.status());
  }
  for (size_t at = 0; at + kHashBytes <= hashes.size(); at += kHashBytes) {
    TESSERA_RETURN_IF_ERROR(
        connection.Prepare("DELETE FROM identifier WHERE hash = ?1 AND member_id = ?2")
            .Blob(absl::string_view(hashes).substr(at, kHashBytes))
            .Blob(member_id)
            .Run());
  }
  return true;
}

}  // namespace

absl::Span<const sqlite::Migration> Schema() { return kMigrations; }

absl::StatusOr<Meta> ReadMeta(sqlite::Connection& connection) {
  sqlite::Statement select = connection.Prepare(
      "SELECT cursor, fresh_at_us, sealed_key, program, members, code_keys, clock_offset_us,"
      " latest_us FROM meta");
  TESSERA_RETURN_IF_ERROR(select.One());
  Meta meta{std::string(select.TextAt(0)), select.IntegerAt(1), std::string(select.BlobAt(2)),
            std::string(select.BlobAt(3)), select.IntegerAt(4), std::string(select.BlobAt(5)),
            select.IntegerAt(6), select.IntegerAt(7)};
  TESSERA_RETURN_IF_ERROR(select.status());
  return meta;
}

absl::Status WriteMeta(sqlite::Connection& connection, const Meta& meta) {
  TESSERA_RETURN_IF_ERROR(WriteProgress(
      connection, {meta.cursor, meta.fresh_at_us, meta.members, meta.clock_offset_us,
                   meta.latest_us}));
  TESSERA_RETURN_IF_ERROR(WriteProgram(connection, meta.program));
  TESSERA_RETURN_IF_ERROR(
      connection.Prepare("UPDATE meta SET code_keys = ?1").Blob(meta.code_keys).Run());
  return WriteSealedKey(connection, meta.sealed_key);
}

absl::Status WriteProgress(sqlite::Connection& connection, const Progress& progress) {
  return connection
      .Prepare("UPDATE meta SET cursor = ?1, fresh_at_us = ?2, members = ?3, clock_offset_us = ?4,"
               " latest_us = ?5")
      .Text(progress.cursor)
      .Integer(progress.fresh_at_us)
      .Integer(progress.members)
      .Integer(progress.clock_offset_us)
      .Integer(progress.latest_us)
      .Run();
}

absl::Status WriteLatest(sqlite::Connection& connection, int64_t latest_us) {
  return connection.Prepare("UPDATE meta SET latest_us = ?1").Integer(latest_us).Run();
}

absl::Status WriteSealedKey(sqlite::Connection& connection, absl::string_view sealed_key) {
  return connection.Prepare("UPDATE meta SET sealed_key = ?1").Blob(sealed_key).Run();
}

absl::StatusOr<std::vector<v1::OfferUses>> ReadOfferUses(sqlite::Connection& connection) {
  sqlite::Statement select = connection.Prepare("SELECT message FROM offer_uses");
  std::vector<v1::OfferUses> all;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, select.Step());
    if (!more) break;
    const absl::string_view bytes = select.BlobAt(0);
    if (!all.emplace_back().ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return absl::DataLossError("cached counters can't be read");
    }
  }
  TESSERA_RETURN_IF_ERROR(select.status());
  return all;
}

absl::Status PutOfferUses(sqlite::Connection& connection, const v1::OfferUses& uses) {
  return connection.Prepare("INSERT OR REPLACE INTO offer_uses VALUES (?1, ?2)")
      .Text(uses.offer_id())
      .Blob(uses.SerializeAsString())
      .Run();
}

absl::Status WriteProgram(sqlite::Connection& connection, absl::string_view program) {
  return connection.Prepare("UPDATE meta SET program = ?1").Blob(program).Run();
}

absl::Status InsertMember(sqlite::Connection& connection, const MemberId& id,
                          const v1::CachedMember& member) {
  for (const std::string& hash : member.identifier_hashes()) {
    if (hash.size() != kHashBytes) {
      return InvalidInput("SNAPSHOT_INVALID", "identifier_hashes", "16 bytes each");
    }
  }
  return connection.Prepare("INSERT OR REPLACE INTO member VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .Blob(id.ToBytes())
      .Blob(absl::StrJoin(member.identifier_hashes(), ""))
      .Blob(member.member().SerializeAsString())
      .Blob(member.history().SerializeAsString())
      .Blob(CouponsOf(member))
      .Integer(member.kept_until_us())
      .Run();
}

absl::Status InsertIdentifier(sqlite::Connection& connection, absl::string_view hash,
                              absl::string_view member_id) {
  return connection.Prepare("INSERT OR REPLACE INTO identifier VALUES (?1, ?2)")
      .Blob(hash)
      .Blob(member_id)
      .Run();
}

absl::StatusOr<bool> PutMember(sqlite::Connection& connection, const v1::CachedMember& member) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                           MemberId::Parse(member.member().member_id(), "member_id"));
  TESSERA_ASSIGN_OR_RETURN(const bool was_there, DropIdentifiers(connection, id.ToBytes()));
  TESSERA_RETURN_IF_ERROR(InsertMember(connection, id, member));
  for (const std::string& hash : member.identifier_hashes()) {
    TESSERA_RETURN_IF_ERROR(InsertIdentifier(connection, hash, id.ToBytes()));
  }
  return was_there;
}

absl::StatusOr<bool> DropMember(sqlite::Connection& connection, const MemberId& id) {
  TESSERA_ASSIGN_OR_RETURN(const bool was_there, DropIdentifiers(connection, id.ToBytes()));
  TESSERA_RETURN_IF_ERROR(connection.Prepare("DELETE FROM member WHERE member_id = ?1")
                              .Blob(id.ToBytes())
                              .Run());
  return was_there;
}

absl::StatusOr<std::vector<MemberId>> ListOutlived(sqlite::Connection& connection, Instant now,
                                                   int64_t limit) {
  sqlite::Statement select = connection.Prepare(
      "SELECT member_id FROM member WHERE kept_until_us > 0 AND kept_until_us <= ?1"
      " ORDER BY kept_until_us LIMIT ?2");
  select.Integer(now.us).Integer(limit);
  std::vector<MemberId> members;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, select.Step());
    if (!more) break;
    const absl::string_view bytes = select.BlobAt(0);
    if (bytes.size() != kIdBytes) return absl::DataLossError("a cached member's id can't be read");
    std::copy(bytes.begin(), bytes.end(), members.emplace_back().bytes.begin());
  }
  TESSERA_RETURN_IF_ERROR(select.status());
  return members;
}

}  // namespace tessera::plugin::cache_rows
