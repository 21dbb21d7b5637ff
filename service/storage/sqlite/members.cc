// Members and what points to them.
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

// All but the key: an update that names a key looks for those who refer to it, in every table.
constexpr char kMemberColumns[] =
    "shares, masked_name, sealed_name, sealed_profile, tier, assigned_tier, tier_since_us,"
    " tier_until_us, tags, status, merged_into, language, consent_version, consent_given_at_us,"
    " consent_channel, created_at_us";
constexpr char kMemberValues[] =
    "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17";

Member ReadMember(Row& row) {
  Member member;
  member.member_id = row.Key<MemberId>();
  member.shares = row.OptionalKey<MemberId>();
  member.masked_name = row.Text();
  member.sealed_name = row.Blob();
  member.sealed_profile = row.Blob();
  member.tier = row.Text();
  member.assigned_tier = row.Text();
  member.tier_since = row.Time();
  member.tier_until = row.OptionalTime();
  member.tags = absl::StrSplit(row.Text(), '\n', absl::SkipEmpty());
  member.status = static_cast<MemberStatus>(row.Integer());
  member.merged_into = row.OptionalKey<MemberId>();
  member.language = row.Text();
  member.consent_version = row.Text();
  member.consent_given_at = row.Time();
  member.consent_channel = row.Text();
  member.created_at = row.Time();
  return member;
}

void BindMember(Statement& statement, const Member& member) {
  statement.Blob(member.member_id.ToBytes());
  BindKey(statement, member.shares);
  statement.Text(member.masked_name)
      .Blob(member.sealed_name)
      .Blob(member.sealed_profile)
      .Text(member.tier)
      .Text(member.assigned_tier)
      .Integer(member.tier_since.us);
  BindTime(statement, member.tier_until);
  statement.Text(absl::StrJoin(member.tags, "\n")).Integer(static_cast<int64_t>(member.status));
  BindKey(statement, member.merged_into);
  statement.Text(member.language)
      .Text(member.consent_version)
      .Integer(member.consent_given_at.us)
      .Text(member.consent_channel)
      .Integer(member.created_at.us);
}

constexpr char kIdentifierColumns[] = "identifier_hash, member_id, status";

IdentifierRow ReadIdentifier(Row& row) {
  IdentifierRow identifier;
  row.Bytes(identifier.hash);
  identifier.member_id = row.Key<MemberId>();
  identifier.status = static_cast<IdentifierStatus>(row.Integer());
  return identifier;
}

MemberId ReadMemberId(Row& row) { return row.Key<MemberId>(); }

}  // namespace

absl::StatusOr<std::optional<Member>> SqliteTransaction::FindMember(const MemberId& member_id) {
  static constexpr auto kSql =
      Join("SELECT member_id, ", kMemberColumns, " FROM member WHERE member_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(member_id.ToBytes());
  return First(statement, ReadMember);
}

absl::StatusOr<std::optional<IdentifierRow>> SqliteTransaction::FindIdentifier(
    const IdentifierHash& hash) {
  static constexpr auto kSql =
      Join("SELECT ", kIdentifierColumns, " FROM identifier WHERE identifier_hash = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(HashBytes(hash));
  return First(statement, ReadIdentifier);
}

absl::StatusOr<std::vector<IdentifierRow>> SqliteTransaction::ListIdentifiers(
    const MemberId& member_id) {
  static constexpr auto kSql = Join("SELECT ", kIdentifierColumns,
                                    " FROM identifier WHERE member_id = ?1 ORDER BY identifier_hash");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(member_id.ToBytes());
  return All(statement, ReadIdentifier);
}

absl::StatusOr<std::vector<MemberId>> SqliteTransaction::ListSharers(const MemberId& account_id) {
  Statement statement =
      connection_.Prepare("SELECT member_id FROM member WHERE shares = ?1 ORDER BY member_id");
  statement.Blob(account_id.ToBytes());
  return All(statement, ReadMemberId);
}

absl::StatusOr<std::vector<MemberId>> SqliteTransaction::ListTiersDue(Instant now, int limit) {
  Statement statement = connection_.Prepare(
      "SELECT member_id FROM member WHERE tier_until_us <= ?1 ORDER BY tier_until_us LIMIT ?2");
  statement.Integer(now.us).Integer(limit);
  return All(statement, ReadMemberId);
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
  Statement statement = connection_.Prepare("SELECT count(*) FROM member WHERE merged_into IS NULL");
  TESSERA_RETURN_IF_ERROR(statement.One());
  return statement.IntegerAt(0);
}

absl::Status SqliteTransaction::AddMember(const Member& member) {
  static constexpr auto kSql =
      Join("INSERT INTO member (member_id, ", kMemberColumns, ") VALUES (?1, ", kMemberValues, ")");
  Statement statement = connection_.Prepare(kSql);
  BindMember(statement, member);
  TESSERA_RETURN_IF_ERROR(statement.Run());
  return AddAccount(member.member_id);
}

absl::Status SqliteTransaction::UpdateMember(const Member& member) {
  static constexpr auto kSql = Join("UPDATE member SET (", kMemberColumns, ") = (", kMemberValues,
                                    ") WHERE member_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  BindMember(statement, member);
  return statement.Run();
}

absl::Status SqliteTransaction::AddIdentifier(const IdentifierHash& hash,
                                              const MemberId& member_id) {
  static constexpr auto kSql =
      Join("INSERT INTO identifier (", kIdentifierColumns, ") VALUES (?1, ?2, ?3)");
  return connection_.Prepare(kSql)
      .Blob(HashBytes(hash))
      .Blob(member_id.ToBytes())
      .Integer(static_cast<int64_t>(IdentifierStatus::kActive))
      .Run();
}

absl::Status SqliteTransaction::UpdateIdentifier(const IdentifierRow& row) {
  return connection_
      .Prepare("UPDATE identifier SET member_id = ?2, status = ?3 WHERE identifier_hash = ?1")
      .Blob(HashBytes(row.hash))
      .Blob(row.member_id.ToBytes())
      .Integer(static_cast<int64_t>(row.status))
      .Run();
}

}  // namespace tessera::storage::sqlite
