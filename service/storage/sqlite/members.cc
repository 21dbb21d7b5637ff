// Members and what points to them.
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

Member ReadMember(Row& row) {
  Member member;
  member.member_id = row.Key<MemberId>();
  member.masked_name = row.Text();
  member.sealed_name = row.Blob();
  member.tier = row.Text();
  member.tags = absl::StrSplit(row.Text(), '\n', absl::SkipEmpty());
  member.status = static_cast<MemberStatus>(row.Integer());
  member.language = row.Text();
  member.consent_version = row.Text();
  member.consent_given_at = row.Time();
  member.consent_channel = row.Text();
  member.created_at = row.Time();
  return member;
}

IdentifierHash ReadHash(Row& row) {
  IdentifierHash hash{};
  row.Bytes(hash);
  return hash;
}

MemberId ReadMemberId(Row& row) { return row.Key<MemberId>(); }

}  // namespace

absl::StatusOr<std::optional<Member>> SqliteTransaction::FindMember(const MemberId& member_id) {
  Statement statement = connection_.Prepare(
      "SELECT member_id, masked_name, sealed_name, tier, tags, status, language, consent_version,"
      " consent_given_at_us, consent_channel, created_at_us FROM member WHERE member_id = ?1");
  statement.Blob(member_id.ToBytes());
  return First(statement, ReadMember);
}

absl::StatusOr<std::optional<MemberId>> SqliteTransaction::FindIdentifier(
    const IdentifierHash& hash) {
  Statement statement =
      connection_.Prepare("SELECT member_id FROM identifier WHERE identifier_hash = ?1");
  statement.Blob(HashBytes(hash));
  return First(statement, ReadMemberId);
}

absl::StatusOr<std::vector<IdentifierHash>> SqliteTransaction::ListIdentifiers(
    const MemberId& member_id) {
  Statement statement = connection_.Prepare(
      "SELECT identifier_hash FROM identifier WHERE member_id = ?1 ORDER BY identifier_hash");
  statement.Blob(member_id.ToBytes());
  return All(statement, ReadHash);
}

absl::StatusOr<std::vector<MemberId>> SqliteTransaction::ListMembers(
    const std::optional<MemberId>& after, int limit) {
  Statement statement = connection_.Prepare(
      "SELECT member_id FROM member WHERE member_id > ?1 ORDER BY member_id LIMIT ?2");
  // Every id is greater than the empty blob.
  statement.Blob(after ? after->ToBytes() : absl::string_view()).Integer(limit);
  return All(statement, ReadMemberId);
}

absl::StatusOr<int64_t> SqliteTransaction::CountMembers() {
  Statement statement = connection_.Prepare("SELECT count(*) FROM member");
  TESSERA_RETURN_IF_ERROR(statement.One());
  return statement.IntegerAt(0);
}

absl::Status SqliteTransaction::AddMember(const Member& member) {
  TESSERA_RETURN_IF_ERROR(
      connection_
          .Prepare("INSERT INTO member (member_id, masked_name, sealed_name, tier, tags, status,"
                   " language, consent_version, consent_given_at_us, consent_channel,"
                   " created_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
          .Blob(member.member_id.ToBytes())
          .Text(member.masked_name)
          .Blob(member.sealed_name)
          .Text(member.tier)
          .Text(absl::StrJoin(member.tags, "\n"))
          .Integer(static_cast<int64_t>(member.status))
          .Text(member.language)
          .Text(member.consent_version)
          .Integer(member.consent_given_at.us)
          .Text(member.consent_channel)
          .Integer(member.created_at.us)
          .Run());
  return connection_
      .Prepare("INSERT INTO account (member_id, balance_points, overdraft_points, last_entry_no,"
               " last_lot_no, last_hash) VALUES (?1, 0, 0, 0, 0, ?2)")
      .Blob(member.member_id.ToBytes())
      .Blob(DigestBytes(Digest{}))
      .Run();
}

absl::Status SqliteTransaction::UpdateMember(const Member& member) {
  return connection_
      .Prepare("UPDATE member SET masked_name = ?2, sealed_name = ?3, tier = ?4, tags = ?5,"
               " status = ?6, language = ?7, consent_version = ?8, consent_given_at_us = ?9,"
               " consent_channel = ?10 WHERE member_id = ?1")
      .Blob(member.member_id.ToBytes())
      .Text(member.masked_name)
      .Blob(member.sealed_name)
      .Text(member.tier)
      .Text(absl::StrJoin(member.tags, "\n"))
      .Integer(static_cast<int64_t>(member.status))
      .Text(member.language)
      .Text(member.consent_version)
      .Integer(member.consent_given_at.us)
      .Text(member.consent_channel)
      .Run();
}

absl::Status SqliteTransaction::AddIdentifier(const IdentifierHash& hash,
                                              const MemberId& member_id) {
  return connection_
      .Prepare("INSERT INTO identifier (identifier_hash, member_id) VALUES (?1, ?2)")
      .Blob(HashBytes(hash))
      .Blob(member_id.ToBytes())
      .Run();
}

}  // namespace tessera::storage::sqlite
