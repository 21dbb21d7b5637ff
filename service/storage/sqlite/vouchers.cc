// Coupons, gift cards and wallets.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kCouponColumns[] =
    "code_hash, batch_id, status, member_id, issued_at_us, active_from_us, expires_at_us,"
    " maximum_uses, uses, issued_by, used_by";

Coupon ReadCoupon(Row& row) {
  Coupon coupon;
  row.Bytes(coupon.code);
  coupon.batch_id = row.Text();
  coupon.status = static_cast<CouponStatus>(row.Integer());
  coupon.member_id = row.OptionalKey<MemberId>();
  coupon.issued_at = row.Time();
  coupon.active_from = row.Time();
  coupon.expires_at = row.OptionalTime();
  coupon.maximum_uses = static_cast<int32_t>(row.Integer());
  coupon.uses = static_cast<int32_t>(row.Integer());
  coupon.issued_by = row.OptionalKey<SaleId>();
  coupon.used_by = row.OptionalKey<SaleId>();
  return coupon;
}

constexpr char kTenderColumns[] =
    "kind, key_id, balance_minor, issued_minor, issued_at_us, expires_at_us, blocked, sold_by,"
    " sold_line_no, last_entry_no, last_hash";

ledger::TenderKey ReadKey(Row& row) {
  ledger::TenderKey key;
  key.kind = static_cast<ledger::TenderKind>(row.Integer());
  row.Bytes(key.id);
  return key;
}

void Bind(Statement& statement, const ledger::TenderKey& key) {
  statement.Integer(static_cast<int64_t>(key.kind)).Blob(AsBytes(key.id));
}

ledger::TenderState ReadTender(Row& row) {
  ledger::TenderState tender;
  tender.key = ReadKey(row);
  tender.balance = row.Minor();
  tender.issued = row.Minor();
  tender.issued_at = row.Time();
  tender.expires_at = row.OptionalTime();
  tender.blocked = row.Integer() != 0;
  tender.sold_by = row.OptionalKey<SaleId>();
  tender.sold_line_no = static_cast<uint32_t>(row.Integer());
  tender.last_entry_no = row.Integer();
  row.Bytes(tender.last_hash);
  return tender;
}

constexpr char kTenderEntryColumns[] =
    "entry_no, amount_minor, booked_at_us, sale_id, refund_id, balance_minor, comment, hash";

ledger::TenderEntry ReadTenderEntry(Row& row) {
  ledger::TenderEntry entry;
  entry.entry_no = row.Integer();
  entry.amount = row.Minor();
  entry.booked_at = row.Time();
  entry.sale_id = row.OptionalKey<SaleId>();
  entry.refund_id = row.OptionalKey<RefundId>();
  entry.balance = row.Minor();
  entry.comment = row.Text();
  row.Bytes(entry.hash);
  return entry;
}

Event EventOf(const ledger::TenderKey& key, const ledger::TenderEntry& entry) {
  Event event;
  event.partition = EventPartitionOf(AsBytes(key.id));
  event.kind = EventKind::kTender;
  event.happened_at = entry.booked_at;
  if (key.kind == ledger::TenderKind::kWallet) event.member_id = MemberId{key.id};
  event.number = entry.entry_no;
  event.key = std::string(1, static_cast<char>(key.kind));
  event.key.append(AsBytes(key.id).data(), key.id.size());
  return event;
}

constexpr char kSoldGiftCardColumns[] = "sale_id, line_no, card_hash, issued_minor";

SoldGiftCard ReadSoldGiftCard(Row& row) {
  SoldGiftCard card;
  card.sale_id = row.Key<SaleId>();
  card.line_no = static_cast<uint32_t>(row.Integer());
  row.Bytes(card.card);
  card.issued = row.Minor();
  return card;
}

}  // namespace

absl::StatusOr<std::vector<Coupon>> SqliteTransaction::ListCouponsOf(const MemberId& member_id,
                                                                     Instant now, int limit) {
  static constexpr auto kSql =
      Join("SELECT ", kCouponColumns,
           " FROM coupon WHERE member_id = ?1 AND status = 1"
           " AND (expires_at_us IS NULL OR expires_at_us > ?3)"
           " ORDER BY expires_at_us IS NULL, expires_at_us, code_hash LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(member_id.ToBytes()).Integer(limit).Integer(now.us);
  return All(statement, ReadCoupon);
}

absl::StatusOr<std::vector<Coupon>> SqliteTransaction::ListCoupons(
    const std::optional<CodeHash>& after, int limit) {
  static constexpr auto kSql =
      Join("SELECT ", kCouponColumns,
           " FROM coupon WHERE code_hash > ?1 ORDER BY code_hash LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  // Every hash is greater than the empty blob.
  statement.Blob(after ? AsBytes(*after) : absl::string_view()).Integer(limit);
  return All(statement, ReadCoupon);
}

absl::StatusOr<std::optional<Coupon>> SqliteTransaction::FindCoupon(const CodeHash& code) {
  static constexpr auto kSql =
      Join("SELECT ", kCouponColumns, " FROM coupon WHERE code_hash = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(AsBytes(code));
  return First(statement, ReadCoupon);
}

absl::Status SqliteTransaction::AddCoupon(const Coupon& coupon) {
  static constexpr auto kSql = Join("INSERT INTO coupon (", kCouponColumns,
                                    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(AsBytes(coupon.code))
      .Text(coupon.batch_id)
      .Integer(static_cast<int64_t>(coupon.status));
  BindKey(statement, coupon.member_id);
  statement.Integer(coupon.issued_at.us).Integer(coupon.active_from.us);
  BindTime(statement, coupon.expires_at);
  statement.Integer(coupon.maximum_uses).Integer(coupon.uses);
  BindKey(statement, coupon.issued_by);
  BindKey(statement, coupon.used_by);
  TESSERA_RETURN_IF_ERROR(statement.Run());
  return TellCoupon(coupon.code, coupon.member_id, coupon.issued_at);
}

absl::Status SqliteTransaction::UpdateCoupon(const Coupon& coupon) {
  Statement statement = connection_.Prepare(
      "UPDATE coupon SET status = ?2, uses = ?3, used_by = ?4 WHERE code_hash = ?1");
  statement.Blob(AsBytes(coupon.code))
      .Integer(static_cast<int64_t>(coupon.status))
      .Integer(coupon.uses);
  BindKey(statement, coupon.used_by);
  TESSERA_RETURN_IF_ERROR(statement.Run());
  return TellCoupon(coupon.code, coupon.member_id, now_);
}

absl::Status SqliteTransaction::TellCoupon(const CodeHash& code,
                                           const std::optional<MemberId>& member_id, Instant at) {
  Event event;
  event.partition = EventPartitionOf(member_id ? member_id->ToBytes() : AsBytes(code));
  event.kind = EventKind::kCoupon;
  event.happened_at = at;
  event.member_id = member_id;
  event.key = std::string(AsBytes(code));
  return events_.Append(event);
}

absl::StatusOr<std::optional<ledger::TenderState>> SqliteTransaction::FindTender(
    const ledger::TenderKey& key) {
  static constexpr auto kSql =
      Join("SELECT ", kTenderColumns, " FROM tender WHERE kind = ?1 AND key_id = ?2");
  Statement statement = connection_.Prepare(kSql);
  Bind(statement, key);
  return First(statement, ReadTender);
}

absl::StatusOr<std::vector<ledger::TenderEntry>> SqliteTransaction::ListTenderEntries(
    const ledger::TenderKey& key, int64_t after_entry_no, int limit) {
  static constexpr auto kSql =
      Join("SELECT ", kTenderEntryColumns,
           " FROM tender_entry WHERE kind = ?1 AND key_id = ?2 AND entry_no > ?3"
           " ORDER BY entry_no LIMIT ?4");
  Statement statement = connection_.Prepare(kSql);
  Bind(statement, key);
  statement.Integer(after_entry_no).Integer(limit);
  return All(statement, ReadTenderEntry);
}

absl::StatusOr<std::vector<ledger::TenderKey>> SqliteTransaction::ListTenders(
    const std::optional<ledger::TenderKey>& after, int limit) {
  Statement statement = connection_.Prepare(
      "SELECT kind, key_id FROM tender WHERE (kind, key_id) > (?1, ?2)"
      " ORDER BY kind, key_id LIMIT ?3");
  if (after) {
    Bind(statement, *after);
  } else {
    statement.Integer(0).Blob("");
  }
  statement.Integer(limit);
  return All(statement, ReadKey);
}

absl::Status SqliteTransaction::SaveTender(const ledger::Tender& tender) {
  static constexpr auto kSave = Join(
      "INSERT INTO tender (", kTenderColumns,
      ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (kind, key_id)"
      " DO UPDATE SET balance_minor = ?3, issued_minor = ?4, issued_at_us = ?5, expires_at_us = ?6,"
      " blocked = ?7, sold_by = ?8, sold_line_no = ?9, last_entry_no = ?10, last_hash = ?11");
  const ledger::TenderState& state = tender.state();
  Statement statement = connection_.Prepare(kSave);
  Bind(statement, state.key);
  statement.Integer(state.balance.value()).Integer(state.issued.value()).Integer(state.issued_at.us);
  BindTime(statement, state.expires_at);
  statement.Integer(state.blocked ? 1 : 0);
  BindKey(statement, state.sold_by);
  statement.Integer(state.sold_line_no)
      .Integer(state.last_entry_no)
      .Blob(DigestBytes(state.last_hash));
  TESSERA_RETURN_IF_ERROR(statement.Run());
  return AddEntries(tender);
}

absl::Status SqliteTransaction::AddEntries(const ledger::Tender& tender) {
  static constexpr auto kSql = Join("INSERT INTO tender_entry (kind, key_id, ", kTenderEntryColumns,
                                    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
  for (const ledger::TenderEntry& entry : tender.new_entries()) {
    Statement statement = connection_.Prepare(kSql);
    Bind(statement, tender.state().key);
    statement.Integer(entry.entry_no).Integer(entry.amount.value()).Integer(entry.booked_at.us);
    BindKey(statement, entry.sale_id);
    BindKey(statement, entry.refund_id);
    statement.Integer(entry.balance.value()).Text(entry.comment).Blob(DigestBytes(entry.hash));
    TESSERA_RETURN_IF_ERROR(statement.Run());
    TESSERA_RETURN_IF_ERROR(events_.Append(EventOf(tender.state().key, entry)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SoldGiftCard>> SqliteTransaction::ListSoldGiftCards(
    const SaleId& sale_id) {
  static constexpr auto kSql = Join("SELECT ", kSoldGiftCardColumns,
                                    " FROM sold_gift_card WHERE sale_id = ?1"
                                    " ORDER BY line_no, card_hash");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(sale_id.ToBytes());
  return All(statement, ReadSoldGiftCard);
}

absl::Status SqliteTransaction::SaveSoldGiftCard(const SoldGiftCard& card) {
  static constexpr auto kSql = Join("INSERT OR REPLACE INTO sold_gift_card (",
                                    kSoldGiftCardColumns, ") VALUES (?1, ?2, ?3, ?4)");
  return connection_.Prepare(kSql)
      .Blob(card.sale_id.ToBytes())
      .Integer(card.line_no)
      .Blob(AsBytes(card.card))
      .Integer(card.issued.value())
      .Run();
}

}  // namespace tessera::storage::sqlite
