// Members and what points to them.
#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
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
    " consent_channel, created_at_us, home_store, segments, stage, rfm_cell";
constexpr char kMemberValues[] =
    "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21";

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
  member.home_store = row.Text();
  member.segments = absl::StrSplit(row.Text(), '\n', absl::SkipEmpty());
  member.stage = static_cast<int32_t>(row.Integer());
  member.rfm_cell = row.Text();
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
      .Integer(member.created_at.us)
      .Text(member.home_store)
      .Text(absl::StrJoin(member.segments, "\n"))
      .Integer(member.stage)
      .Text(member.rfm_cell);
}

constexpr auto kInsertMember =
    Join("INSERT INTO member (member_id, ", kMemberColumns, ") VALUES (?1, ", kMemberValues, ")");

constexpr char kIdentifierColumns[] = "identifier_hash, member_id, status";
constexpr auto kInsertIdentifier =
    Join("INSERT INTO identifier (", kIdentifierColumns, ") VALUES (?1, ?2, ?3)");

IdentifierRow ReadIdentifier(Row& row) {
  IdentifierRow identifier;
  row.Bytes(identifier.hash);
  identifier.member_id = row.Key<MemberId>();
  identifier.status = static_cast<IdentifierStatus>(row.Integer());
  return identifier;
}

MemberId ReadMemberId(Row& row) { return row.Key<MemberId>(); }

// To who reads its state, tier and segments apart from the rest: how long a tier is kept is no part of it.
bool LooksOtherwise(const Member& before, const Member& after) {
  const auto shown = [](const Member& member) {
    return std::tie(member.shares, member.masked_name, member.sealed_name, member.sealed_profile,
                    member.tier, member.assigned_tier, member.tags, member.status,
                    member.merged_into, member.language, member.consent_version,
                    member.consent_given_at, member.consent_channel, member.created_at,
                    member.home_store);
  };
  return shown(before) != shown(after);
}

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
  Statement statement = connection_.Prepare(kInsertMember);
  BindMember(statement, member);
  TESSERA_RETURN_IF_ERROR(statement.Run());
  TESSERA_RETURN_IF_ERROR(
      events_.Append(EventOf(EventKind::kMember, member.member_id, member.created_at)));
  return AddAccount(member.member_id);
}

absl::Status SqliteTransaction::InsertMembers(absl::Span<const NewMember> members) {
  Statement statement = connection_.Prepare(kInsertMember);
  for (const NewMember& added : members) {
    BindMember(statement, added.member);
    TESSERA_RETURN_IF_ERROR(statement.Run());
    statement.Reset();
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::UpdateMember(const Member& member) {
  TESSERA_ASSIGN_OR_RETURN(const auto before, FindMember(member.member_id));
  static constexpr auto kSql = Join("UPDATE member SET (", kMemberColumns, ") = (", kMemberValues,
                                    ") WHERE member_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  BindMember(statement, member);
  TESSERA_RETURN_IF_ERROR(statement.Run());
  return before ? TellChanges(*before, member) : absl::OkStatus();
}

absl::Status SqliteTransaction::TellChanges(const Member& before, const Member& after) {
  if (LooksOtherwise(before, after)) {
    TESSERA_RETURN_IF_ERROR(events_.Append(EventOf(EventKind::kMember, after.member_id, now_)));
  }
  if (before.tier != after.tier) {
    Event event = EventOf(EventKind::kTier, after.member_id, now_);
    event.key = absl::StrCat(after.tier, "\n", before.tier);
    TESSERA_RETURN_IF_ERROR(events_.Append(event));
  }
  if (before.segments == after.segments && before.stage == after.stage &&
      before.rfm_cell == after.rfm_cell) {
    return absl::OkStatus();
  }
  return events_.Append(EventOf(EventKind::kSegments, after.member_id, now_));
}

absl::Status SqliteTransaction::TellCard(const IdentifierHash& hash, const MemberId& member_id) {
  Event event = EventOf(EventKind::kCard, member_id, now_);
  event.key = std::string(HashBytes(hash));
  return events_.Append(event);
}

absl::Status SqliteTransaction::MoveCouponsAndVisits(const MemberId& from, const MemberId& into) {
  Statement coupons = connection_.Prepare("SELECT code_hash FROM coupon WHERE member_id = ?1");
  coupons.Blob(from.ToBytes());
  TESSERA_ASSIGN_OR_RETURN(const auto codes, All(coupons, [](Row& row) {
    CodeHash code{};
    row.Bytes(code);
    return code;
  }));
  for (const CodeHash& code : codes) TESSERA_RETURN_IF_ERROR(TellCoupon(code, into, now_));
  for (const char* const sql :
       {"UPDATE coupon SET member_id = ?2 WHERE member_id = ?1",
        "INSERT INTO member_store (member_id, store_id, last_at_us)"
        " SELECT ?2, store_id, last_at_us FROM member_store WHERE member_id = ?1"
        " ON CONFLICT DO UPDATE SET last_at_us = max(last_at_us, excluded.last_at_us)",
        "DELETE FROM member_store WHERE member_id = ?1 AND ?2 IS NOT NULL"}) {
    TESSERA_RETURN_IF_ERROR(
        connection_.Prepare(sql).Blob(from.ToBytes()).Blob(into.ToBytes()).Run());
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::AddIdentifier(const IdentifierHash& hash,
                                              const MemberId& member_id) {
  TESSERA_RETURN_IF_ERROR(connection_.Prepare(kInsertIdentifier)
                              .Blob(HashBytes(hash))
                              .Blob(member_id.ToBytes())
                              .Integer(static_cast<int64_t>(IdentifierStatus::kActive))
                              .Run());
  return TellCard(hash, member_id);
}

// In the order of the key, so that rows of one page meet.
absl::Status SqliteTransaction::InsertIdentifiers(absl::Span<const NewMember> members) {
  std::vector<std::pair<const IdentifierHash*, const MemberId*>> rows;
  rows.reserve(2 * members.size());
  for (const NewMember& added : members) {
    for (const IdentifierHash& hash : added.identifiers) {
      rows.emplace_back(&hash, &added.member.member_id);
    }
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return *a.first < *b.first; });
  Statement statement = connection_.Prepare(kInsertIdentifier);
  for (const auto& [hash, member_id] : rows) {
    TESSERA_RETURN_IF_ERROR(statement.Blob(HashBytes(*hash))
                                .Blob(member_id->ToBytes())
                                .Integer(static_cast<int64_t>(IdentifierStatus::kActive))
                                .Run());
    statement.Reset();
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::UpdateIdentifier(const IdentifierRow& row) {
  TESSERA_RETURN_IF_ERROR(
      connection_
          .Prepare("UPDATE identifier SET member_id = ?2, status = ?3 WHERE identifier_hash = ?1")
          .Blob(HashBytes(row.hash))
          .Blob(row.member_id.ToBytes())
          .Integer(static_cast<int64_t>(row.status))
          .Run());
  return TellCard(row.hash, row.member_id);
}

absl::StatusOr<std::vector<IdentifierRow>> SqliteEvents::ListIdentifiers(
    const std::optional<IdentifierHash>& after, int limit) const {
  static constexpr auto kSql =
      Join("SELECT ", kIdentifierColumns,
           " FROM identifier WHERE identifier_hash > ?1 ORDER BY identifier_hash LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  // Every hash is greater than the empty blob.
  statement.Blob(after ? HashBytes(*after) : absl::string_view()).Integer(limit);
  return All(statement, ReadIdentifier);
}

}  // namespace tessera::storage::sqlite
