// Sales, their refunds and differences.
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kSaleColumns[] =
    "sale_id, member_id, content, store_id, terminal_id, receipt_no, booked_at_us, account_id,"
    " lot_no, lots, document, evaluation, answer, situation";

Sale ReadSale(Row& row) {
  Sale sale;
  sale.sale_no = row.Integer();
  sale.refunds = static_cast<int32_t>(row.Integer());
  sale.sale_id = row.Key<SaleId>();
  sale.member_id = row.OptionalKey<MemberId>();
  row.Bytes(sale.content);
  sale.store_id = row.Text();
  sale.terminal_id = row.Text();
  sale.receipt_no = row.Text();
  sale.booked_at = row.Time();
  sale.account_id = row.OptionalKey<MemberId>();
  sale.lot_no = row.Integer();
  sale.lots = static_cast<int32_t>(row.Integer());
  sale.document = row.Blob();
  sale.evaluation = row.Blob();
  sale.answer = row.Blob();
  sale.situation = row.Blob();
  return sale;
}

constexpr char kRefundColumns[] = "refund_id, sale_id, content, booked_at_us, document, answer";

Refund ReadRefund(Row& row) {
  Refund refund;
  refund.refund_no = row.Integer();
  refund.refund_id = row.Key<RefundId>();
  refund.sale_id = row.Key<SaleId>();
  row.Bytes(refund.content);
  refund.booked_at = row.Time();
  refund.document = row.Blob();
  refund.answer = row.Blob();
  return refund;
}

const char* OrderOf(const SaleFilter& filter) {
  return filter.newest_first ? " ORDER BY sale_no DESC" : " ORDER BY sale_no";
}

// Chosen from an index alone, because the rows carry documents.
std::string NumbersOf(const SaleFilter& filter) {
  const bool of_all = filter.store_id.empty() && filter.terminal_id.empty();
  return absl::StrCat("SELECT sale_no FROM sale", of_all ? "" : " INDEXED BY sale_of_till",
                      " WHERE ", filter.store_id.empty() ? "?2 = ''" : "store_id = ?2", " AND ",
                      filter.terminal_id.empty() ? "?3 = ''" : "terminal_id = ?3", " AND sale_no ",
                      filter.newest_first ? "<" : ">", " ?4", OrderOf(filter), " LIMIT ?1");
}

constexpr char kDifferenceColumns[] =
    "sale_id, reason, discount_minor, earned_points, overdraft_points, booked_at_us";

Difference ReadDifference(Row& row) {
  Difference difference;
  difference.difference_no = row.Integer();
  difference.sale_id = row.Key<SaleId>();
  difference.reason = row.Text();
  difference.discount = row.Minor();
  difference.earned = row.Amount();
  difference.overdraft = row.Amount();
  difference.booked_at = row.Time();
  return difference;
}

// A difference is for people to look at: one that is too large must not stop what it tells of.
int64_t Sum(int64_t a, int64_t b) {
  using Limits = std::numeric_limits<int64_t>;
  return CheckedAdd(a, b).value_or(b < 0 ? Limits::min() : Limits::max());
}

}  // namespace

absl::StatusOr<std::optional<Sale>> SqliteTransaction::FindSale(const SaleId& sale_id) {
  static constexpr auto kSql =
      Join("SELECT sale_no, refunds, ", kSaleColumns, " FROM sale WHERE sale_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(sale_id.ToBytes());
  return First(statement, ReadSale);
}

absl::StatusOr<bool> SqliteTransaction::IsCancelled(const SaleId& sale_id) {
  Statement statement = connection_.Prepare("SELECT 1 FROM cancellation WHERE sale_id = ?1");
  return statement.Blob(sale_id.ToBytes()).Step();
}

absl::StatusOr<std::vector<Sale>> SqliteTransaction::ListSales(const SaleFilter& filter, int limit) {
  static constexpr auto kColumns = Join("SELECT sale_no, refunds, ", kSaleColumns, " FROM sale WHERE ");
  Statement statement = connection_.Prepare(
      absl::StrCat(absl::string_view(kColumns), "sale_no IN (", NumbersOf(filter), ")",
                   OrderOf(filter)));
  const bool from_the_end = filter.newest_first && filter.behind == 0;
  statement.Integer(limit)
      .Text(filter.store_id)
      .Text(filter.terminal_id)
      .Integer(from_the_end ? std::numeric_limits<int64_t>::max() : filter.behind);
  return All(statement, ReadSale);
}

absl::StatusOr<std::vector<Sale>> SqliteTransaction::ListSuspectedSales(int64_t after_sale_no,
                                                                        int limit) {
  static constexpr auto kSql =
      Join("SELECT sale_no, refunds, ", kSaleColumns,
           " FROM suspected_sale JOIN sale USING (sale_no)"
           " WHERE sale_no > ?1 ORDER BY sale_no LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(after_sale_no).Integer(limit);
  return All(statement, ReadSale);
}

absl::Status SqliteTransaction::AddSuspectedSale(int64_t sale_no) {
  return connection_.Prepare("INSERT INTO suspected_sale (sale_no) VALUES (?1)")
      .Integer(sale_no)
      .Run();
}

absl::StatusOr<std::optional<Refund>> SqliteTransaction::FindRefund(const RefundId& refund_id) {
  static constexpr auto kSql =
      Join("SELECT refund_no, ", kRefundColumns, " FROM refund WHERE refund_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(refund_id.ToBytes());
  return First(statement, ReadRefund);
}

absl::StatusOr<std::vector<Refund>> SqliteTransaction::ListRefunds(const SaleId& sale_id) {
  static constexpr auto kSql =
      Join("SELECT refund_no, ", kRefundColumns,
           " FROM refund WHERE sale_id = ?1 ORDER BY refund_no");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(sale_id.ToBytes());
  return All(statement, ReadRefund);
}

absl::StatusOr<std::vector<Difference>> SqliteTransaction::ListDifferences(
    int64_t after_difference_no, int limit) {
  static constexpr auto kSql =
      Join("SELECT difference_no, ", kDifferenceColumns,
           " FROM difference WHERE difference_no > ?1 ORDER BY difference_no LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(after_difference_no).Integer(limit);
  return All(statement, ReadDifference);
}

absl::StatusOr<std::vector<Difference>> SqliteTransaction::ListDifferencesOf(
    const SaleId& sale_id) {
  static constexpr auto kSql =
      Join("SELECT difference_no, ", kDifferenceColumns,
           " FROM difference WHERE sale_id = ?1 ORDER BY difference_no");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(sale_id.ToBytes());
  return All(statement, ReadDifference);
}

absl::StatusOr<int64_t> SqliteTransaction::AddSale(const Sale& sale) {
  static constexpr auto kSql =
      Join("INSERT INTO sale (", kSaleColumns,
           ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(sale.sale_id.ToBytes());
  BindKey(statement, sale.member_id);
  statement.Blob(DigestBytes(sale.content))
      .Text(sale.store_id)
      .Text(sale.terminal_id)
      .Text(sale.receipt_no)
      .Integer(sale.booked_at.us);
  BindKey(statement, sale.account_id);
  statement.Integer(sale.lot_no)
      .Integer(sale.lots)
      .Blob(sale.document)
      .Blob(sale.evaluation)
      .Blob(sale.answer)
      .Blob(sale.situation);
  TESSERA_RETURN_IF_ERROR(statement.Run());
  const int64_t sale_no = connection_.last_row_id();
  Event event;
  event.partition =
      EventPartitionOf(sale.member_id ? sale.member_id->ToBytes() : sale.sale_id.ToBytes());
  event.kind = EventKind::kSale;
  event.happened_at = sale.booked_at;
  event.member_id = sale.member_id;
  event.number = sale_no;
  TESSERA_RETURN_IF_ERROR(events_.Append(event));
  return sale_no;
}

absl::StatusOr<std::optional<Sale>> SqliteEvents::FindSale(int64_t sale_no) const {
  static constexpr auto kSql =
      Join("SELECT sale_no, refunds, ", kSaleColumns, " FROM sale WHERE sale_no = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(sale_no);
  return First(statement, ReadSale);
}

absl::StatusOr<std::optional<Refund>> SqliteEvents::FindRefund(int64_t refund_no) const {
  static constexpr auto kSql =
      Join("SELECT refund_no, ", kRefundColumns, " FROM refund WHERE refund_no = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(refund_no);
  return First(statement, ReadRefund);
}

absl::StatusOr<std::vector<Refund>> SqliteEvents::ListRefunds(int64_t after_refund_no,
                                                              int limit) const {
  static constexpr auto kSql =
      Join("SELECT refund_no, ", kRefundColumns,
           " FROM refund WHERE refund_no > ?1 ORDER BY refund_no LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(after_refund_no).Integer(limit);
  return All(statement, ReadRefund);
}

absl::Status SqliteTransaction::AddCancellation(const SaleId& sale_id, Instant now) {
  return connection_
      .Prepare("INSERT INTO cancellation (sale_id, cancelled_at_us) VALUES (?1, ?2)"
               " ON CONFLICT DO NOTHING")
      .Blob(sale_id.ToBytes())
      .Integer(now.us)
      .Run();
}

absl::Status SqliteTransaction::AddRefund(const Refund& refund) {
  static constexpr auto kSql =
      Join("INSERT INTO refund (", kRefundColumns, ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  TESSERA_RETURN_IF_ERROR(connection_.Prepare(kSql)
                              .Blob(refund.refund_id.ToBytes())
                              .Blob(refund.sale_id.ToBytes())
                              .Blob(DigestBytes(refund.content))
                              .Integer(refund.booked_at.us)
                              .Blob(refund.document)
                              .Blob(refund.answer)
                              .Run());
  Statement count = connection_.Prepare(
      "UPDATE sale SET refunds = refunds + 1 WHERE sale_id = ?1 RETURNING member_id");
  count.Blob(refund.sale_id.ToBytes());
  TESSERA_ASSIGN_OR_RETURN(const auto members,
                           All(count, [](Row& row) { return row.OptionalKey<MemberId>(); }));
  if (members.empty()) return Broken("a refund has no sale");
  return TellRefund(refund.refund_id, members.front(), refund.booked_at, "");
}

absl::Status SqliteTransaction::AddDifference(const Difference& difference) {
  static constexpr auto kRemove =
      Join("DELETE FROM difference WHERE sale_id = ?1 AND reason = ?2 RETURNING difference_no, ",
           kDifferenceColumns);
  Statement remove = connection_.Prepare(kRemove);
  remove.Blob(difference.sale_id.ToBytes()).Text(difference.reason);
  TESSERA_ASSIGN_OR_RETURN(const auto known, All(remove, ReadDifference));
  const Difference before = known.empty() ? Difference() : known.front();
  static constexpr auto kSql =
      Join("INSERT INTO difference (", kDifferenceColumns, ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  return connection_.Prepare(kSql)
      .Blob(difference.sale_id.ToBytes())
      .Text(difference.reason)
      .Integer(Sum(before.discount.value(), difference.discount.value()))
      .Integer(Sum(before.earned.value(), difference.earned.value()))
      .Integer(Sum(before.overdraft.value(), difference.overdraft.value()))
      .Integer(difference.booked_at.us)
      .Run();
}

}  // namespace tessera::storage::sqlite
