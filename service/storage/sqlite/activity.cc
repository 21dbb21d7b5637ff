// What members did: purchases, uses of offers, stamps.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

ledger::Purchases ReadPurchases(Row& row) {
  ledger::Purchases purchases;
  purchases.visits = row.Integer();
  purchases.spend = row.Minor();
  purchases.earned = row.Amount();
  purchases.last_at = row.OptionalTime();
  return purchases;
}

ledger::PurchaseDay ReadPurchaseDay(Row& row) {
  ledger::PurchaseDay day;
  day.day = static_cast<int32_t>(row.Integer());
  day.visits = row.Integer();
  day.spend = row.Minor();
  day.earned = row.Amount();
  return day;
}

MemberOfferUse ReadMemberOfferUse(Row& row) {
  MemberOfferUse use;
  use.offer_id = row.Text();
  use.uses = row.Integer();
  use.day = static_cast<int32_t>(row.Integer());
  use.uses_day = row.Integer();
  use.units = row.Integer();
  return use;
}

OfferUse ReadOfferUse(Row& row) {
  OfferUse use;
  use.offer_id = row.Text();
  use.uses = row.Integer();
  use.spent = row.Minor();
  use.spent_points = row.Amount();
  return use;
}

Uncounted ReadUncounted(Row& row) {
  Uncounted uncounted;
  uncounted.after_sale_no = row.Integer();
  uncounted.last_sale_no = row.Integer();
  uncounted.last_refund_no = row.Integer();
  return uncounted;
}

StampCard ReadStampCard(Row& row) {
  StampCard card;
  card.card_id = row.Text();
  card.stamps = row.Integer();
  return card;
}

}  // namespace

absl::StatusOr<std::optional<Instant>> SqliteTransaction::FindSeen(const MemberId& member_id,
                                                                   absl::string_view store_id) {
  Statement statement = connection_.Prepare(
      "SELECT last_at_us FROM member_store WHERE member_id = ?1 AND store_id = ?2");
  statement.Blob(member_id.ToBytes()).Text(store_id);
  return First(statement, [](Row& row) { return row.Time(); });
}

absl::Status SqliteTransaction::SaveSeen(const MemberId& member_id, absl::string_view store_id,
                                         Instant at) {
  return connection_
      .Prepare("INSERT INTO member_store (member_id, store_id, last_at_us) VALUES (?1, ?2, ?3)"
               " ON CONFLICT DO UPDATE SET last_at_us = max(last_at_us, excluded.last_at_us)")
      .Blob(member_id.ToBytes())
      .Text(store_id)
      .Integer(at.us)
      .Run();
}

absl::StatusOr<ledger::Purchases> SqliteTransaction::LoadPurchases(const MemberId& member_id) {
  Statement statement = connection_.Prepare(
      "SELECT visits, spend_minor, earned_points, last_at_us FROM purchases WHERE member_id = ?1");
  statement.Blob(member_id.ToBytes());
  TESSERA_ASSIGN_OR_RETURN(const auto purchases, First(statement, ReadPurchases));
  return purchases.value_or(ledger::Purchases());
}

absl::StatusOr<std::vector<ledger::PurchaseDay>> SqliteTransaction::ListPurchaseDays(
    const MemberId& member_id, int32_t first_day) {
  Statement statement = connection_.Prepare(
      "SELECT day, visits, spend_minor, earned_points FROM purchase_day"
      " WHERE member_id = ?1 AND day >= ?2 ORDER BY day");
  statement.Blob(member_id.ToBytes()).Integer(first_day);
  return All(statement, ReadPurchaseDay);
}

absl::StatusOr<std::vector<MemberOfferUse>> SqliteTransaction::ListOfferUses(
    const MemberId& member_id) {
  Statement statement = connection_.Prepare(
      "SELECT offer_id, uses, day, uses_day, units FROM member_offer_use"
      " WHERE member_id = ?1 ORDER BY offer_id");
  statement.Blob(member_id.ToBytes());
  return All(statement, ReadMemberOfferUse);
}

absl::StatusOr<std::vector<StampCard>> SqliteTransaction::ListStampCards(
    const MemberId& member_id) {
  Statement statement = connection_.Prepare(
      "SELECT card_id, stamps FROM stamp_card WHERE member_id = ?1 ORDER BY card_id");
  statement.Blob(member_id.ToBytes());
  return All(statement, ReadStampCard);
}

absl::StatusOr<OfferUse> SqliteTransaction::LoadOfferUse(absl::string_view offer_id) {
  Statement statement = connection_.Prepare(
      "SELECT offer_id, uses, spent_minor, spent_points FROM offer_use WHERE offer_id = ?1");
  statement.Text(offer_id);
  TESSERA_ASSIGN_OR_RETURN(std::optional<OfferUse> use, First(statement, ReadOfferUse));
  if (use) return *std::move(use);
  OfferUse none;
  none.offer_id = std::string(offer_id);
  return none;
}

absl::StatusOr<std::optional<Uncounted>> SqliteTransaction::FindUncounted() {
  Statement statement =
      connection_.Prepare("SELECT after_sale_no, last_sale_no, last_refund_no FROM uncounted");
  return First(statement, ReadUncounted);
}

absl::Status SqliteTransaction::SaveUncounted(const Uncounted& uncounted) {
  return connection_
      .Prepare("INSERT OR REPLACE INTO uncounted (only_row, after_sale_no, last_sale_no,"
               " last_refund_no) VALUES (1, ?1, ?2, ?3)")
      .Integer(uncounted.after_sale_no)
      .Integer(uncounted.last_sale_no)
      .Integer(uncounted.last_refund_no)
      .Run();
}

absl::Status SqliteTransaction::SavePurchases(const MemberId& member_id,
                                              const ledger::Purchases& purchases) {
  Statement statement = connection_.Prepare(
      "INSERT OR REPLACE INTO purchases (member_id, visits, spend_minor, earned_points, last_at_us)"
      " VALUES (?1, ?2, ?3, ?4, ?5)");
  statement.Blob(member_id.ToBytes())
      .Integer(purchases.visits)
      .Integer(purchases.spend.value())
      .Integer(purchases.earned.value());
  BindTime(statement, purchases.last_at);
  return statement.Run();
}

absl::Status SqliteTransaction::SavePurchaseDay(const MemberId& member_id,
                                                const ledger::PurchaseDay& day) {
  return connection_
      .Prepare("INSERT OR REPLACE INTO purchase_day (member_id, day, visits, spend_minor,"
               " earned_points) VALUES (?1, ?2, ?3, ?4, ?5)")
      .Blob(member_id.ToBytes())
      .Integer(day.day)
      .Integer(day.visits)
      .Integer(day.spend.value())
      .Integer(day.earned.value())
      .Run();
}

absl::Status SqliteTransaction::SaveOfferUse(const MemberId& member_id, const MemberOfferUse& use) {
  return connection_
      .Prepare("INSERT OR REPLACE INTO member_offer_use (member_id, offer_id, uses, day, uses_day,"
               " units) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .Blob(member_id.ToBytes())
      .Text(use.offer_id)
      .Integer(use.uses)
      .Integer(use.day)
      .Integer(use.uses_day)
      .Integer(use.units)
      .Run();
}

absl::Status SqliteTransaction::SaveOfferUse(const OfferUse& use) {
  return connection_
      .Prepare("INSERT OR REPLACE INTO offer_use (offer_id, uses, spent_minor, spent_points)"
               " VALUES (?1, ?2, ?3, ?4)")
      .Text(use.offer_id)
      .Integer(use.uses)
      .Integer(use.spent.value())
      .Integer(use.spent_points.value())
      .Run();
}

absl::Status SqliteTransaction::SaveStampCard(const MemberId& member_id, const StampCard& card) {
  return connection_
      .Prepare("INSERT OR REPLACE INTO stamp_card (member_id, card_id, stamps) VALUES (?1, ?2, ?3)")
      .Blob(member_id.ToBytes())
      .Text(card.card_id)
      .Integer(card.stamps)
      .Run();
}

}  // namespace tessera::storage::sqlite
