// Refunds that have no sale, or none yet.
#include "tessera/sqlite/transaction.h"
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kPendingRefundColumns[] = "refund_id, sale_id, content, received_at_us, document";

PendingRefund ReadPendingRefund(Row& row) {
  PendingRefund refund;
  refund.pending_no = row.Integer();
  refund.refund_id = row.Key<RefundId>();
  refund.sale_id = row.Key<SaleId>();
  row.Bytes(refund.content);
  refund.received_at = row.Time();
  refund.document = row.Blob();
  return refund;
}

constexpr char kWithoutSaleColumns[] =
    "refund_id, member_id, content, booked_at_us, document, answer";

RefundWithoutSale ReadWithoutSale(Row& row) {
  RefundWithoutSale refund;
  refund.refund_no = row.Integer();
  refund.refund_id = row.Key<RefundId>();
  refund.member_id = row.OptionalKey<MemberId>();
  row.Bytes(refund.content);
  refund.booked_at = row.Time();
  refund.document = row.Blob();
  refund.answer = row.Blob();
  return refund;
}

PendingRefundCount ReadCount(Row& row) {
  PendingRefundCount count;
  count.refunds = row.Integer();
  count.oldest = row.OptionalTime();
  return count;
}

}  // namespace

absl::StatusOr<std::optional<PendingRefund>> SqliteTransaction::FindPendingRefund(
    const RefundId& refund_id) {
  static constexpr auto kSql =
      Join("SELECT pending_no, ", kPendingRefundColumns, " FROM pending_refund WHERE refund_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(refund_id.ToBytes());
  return First(statement, ReadPendingRefund);
}

absl::StatusOr<std::vector<PendingRefund>> SqliteTransaction::ListPendingRefunds(
    const SaleId& sale_id) {
  static constexpr auto kSql = Join("SELECT pending_no, ", kPendingRefundColumns,
                                    " FROM pending_refund WHERE sale_id = ?1 ORDER BY pending_no");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(sale_id.ToBytes());
  return All(statement, ReadPendingRefund);
}

absl::StatusOr<std::vector<PendingRefund>> SqliteTransaction::ListAllPendingRefunds(
    int64_t after_pending_no, int limit) {
  static constexpr auto kSql =
      Join("SELECT pending_no, ", kPendingRefundColumns,
           " FROM pending_refund WHERE pending_no > ?1 ORDER BY pending_no LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(after_pending_no).Integer(limit);
  return All(statement, ReadPendingRefund);
}

absl::StatusOr<PendingRefundCount> SqliteTransaction::CountPendingRefunds() {
  Statement statement =
      connection_.Prepare("SELECT count(*), min(received_at_us) FROM pending_refund");
  TESSERA_ASSIGN_OR_RETURN(const auto count, First(statement, ReadCount));
  return count.value_or(PendingRefundCount());
}

absl::StatusOr<std::optional<RefundWithoutSale>> SqliteTransaction::FindRefundWithoutSale(
    const RefundId& refund_id) {
  static constexpr auto kSql = Join("SELECT refund_no, ", kWithoutSaleColumns,
                                    " FROM refund_without_sale WHERE refund_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(refund_id.ToBytes());
  return First(statement, ReadWithoutSale);
}

absl::StatusOr<std::vector<RefundWithoutSale>> SqliteTransaction::ListRefundsWithoutSale(
    int64_t after_refund_no, int limit) {
  static constexpr auto kSql =
      Join("SELECT refund_no, ", kWithoutSaleColumns,
           " FROM refund_without_sale WHERE refund_no > ?1 ORDER BY refund_no LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(after_refund_no).Integer(limit);
  return All(statement, ReadWithoutSale);
}

absl::Status SqliteTransaction::Attempt(absl::FunctionRef<absl::Status()> work) {
  const int64_t appended_before = appended_change_;
  TESSERA_ASSIGN_OR_RETURN(auto savepoint, tessera::sqlite::Savepoint::Begin(connection_));
  const absl::Status status = work();
  if (status.ok()) return savepoint.Release();
  appended_change_ = appended_before;
  publications_.Forget();
  return status;
}

absl::Status SqliteTransaction::AddRefundWithoutSale(const RefundWithoutSale& refund) {
  static constexpr auto kSql = Join("INSERT INTO refund_without_sale (", kWithoutSaleColumns,
                                    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(refund.refund_id.ToBytes());
  BindKey(statement, refund.member_id);
  TESSERA_RETURN_IF_ERROR(statement.Blob(DigestBytes(refund.content))
                              .Integer(refund.booked_at.us)
                              .Blob(refund.document)
                              .Blob(refund.answer)
                              .Run());
  return TellRefund(refund.refund_id, refund.member_id, refund.booked_at, kWithoutSale);
}

absl::Status SqliteTransaction::TellRefund(const RefundId& refund_id,
                                           const std::optional<MemberId>& member_id, Instant at,
                                           absl::string_view key) {
  Event event;
  event.partition = EventPartitionOf(member_id ? member_id->ToBytes() : refund_id.ToBytes());
  event.kind = EventKind::kRefund;
  event.happened_at = at;
  event.member_id = member_id;
  event.number = connection_.last_row_id();
  event.key = std::string(key);
  return events_.Append(event);
}

absl::StatusOr<std::optional<RefundWithoutSale>> SqliteEvents::FindRefundWithoutSale(
    int64_t refund_no) const {
  static constexpr auto kSql = Join("SELECT refund_no, ", kWithoutSaleColumns,
                                    " FROM refund_without_sale WHERE refund_no = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(refund_no);
  return First(statement, ReadWithoutSale);
}

absl::Status SqliteTransaction::AddPendingRefund(const PendingRefund& refund) {
  static constexpr auto kSql =
      Join("INSERT INTO pending_refund (", kPendingRefundColumns, ") VALUES (?1, ?2, ?3, ?4, ?5)");
  return connection_.Prepare(kSql)
      .Blob(refund.refund_id.ToBytes())
      .Blob(refund.sale_id.ToBytes())
      .Blob(DigestBytes(refund.content))
      .Integer(refund.received_at.us)
      .Blob(refund.document)
      .Run();
}

absl::Status SqliteTransaction::RemovePendingRefund(const RefundId& refund_id) {
  return connection_.Prepare("DELETE FROM pending_refund WHERE refund_id = ?1")
      .Blob(refund_id.ToBytes())
      .Run();
}

}  // namespace tessera::storage::sqlite
