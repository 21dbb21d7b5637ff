// Accounts: entries, lots, holds, allocations.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kAccountColumns[] =
    "member_id, balance_points, overdraft_points, last_entry_no, last_lot_no, last_hash, due_at_us";

ledger::AccountState ReadAccount(Row& row) {
  ledger::AccountState account;
  account.member_id = row.Key<MemberId>();
  account.balance = row.Amount();
  account.overdraft = row.Amount();
  account.last_entry_no = row.Integer();
  account.last_lot_no = row.Integer();
  row.Bytes(account.last_hash);
  account.due_at = row.OptionalTime();
  return account;
}

constexpr char kLotColumns[] =
    "lot_no, sale_id, earned_points, remaining_points, expired_points, active_from_us, expires_at_us,"
    " idle_days, latest_us";

ledger::Lot ReadLot(Row& row) {
  ledger::Lot lot;
  lot.lot_no = row.Integer();
  lot.sale_id = row.OptionalKey<SaleId>();
  lot.earned = row.Amount();
  lot.remaining = row.Amount();
  lot.expired = row.Amount();
  lot.life.active_from = row.Time();
  lot.life.expires_at = row.OptionalTime();
  lot.life.idle_days = static_cast<int32_t>(row.Integer());
  lot.life.latest = row.OptionalTime();
  return lot;
}

ledger::Hold ReadHold(Row& row) {
  ledger::Hold hold;
  hold.sale_id = row.Key<SaleId>();
  hold.points = row.Amount();
  hold.expires_at = row.Time();
  return hold;
}

constexpr char kEntryColumns[] =
    "entry_no, kind, points, booked_at_us, sale_id, refund_id, balance_points, comment,"
    " overdraft_points, lost_points, other_id, caused_by, encoding, hash";

ledger::Entry ReadEntry(Row& row) {
  ledger::Entry entry;
  entry.entry_no = row.Integer();
  entry.kind = static_cast<ledger::EntryKind>(row.Integer());
  entry.points = row.Amount();
  entry.booked_at = row.Time();
  entry.sale_id = row.OptionalKey<SaleId>();
  entry.refund_id = row.OptionalKey<RefundId>();
  entry.balance = row.Amount();
  entry.comment = row.Text();
  entry.overdraft = row.Amount();
  entry.lost = row.Amount();
  entry.other = row.OptionalKey<MemberId>();
  entry.member = row.OptionalKey<MemberId>();
  entry.encoding = static_cast<int>(row.Integer());
  row.Bytes(entry.hash);
  return entry;
}

ledger::Allocation ReadAllocation(Row& row) {
  ledger::Allocation allocation;
  allocation.lot_no = row.Integer();
  allocation.spent = row.Amount();
  allocation.returned = row.Amount();
  return allocation;
}

bool Holds(const std::vector<ledger::Lot>& lots, int64_t lot_no) {
  for (const ledger::Lot& lot : lots) {
    if (lot.lot_no == lot_no) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<ledger::AccountState> SqliteTransaction::LoadAccount(
    const MemberId& member_id, absl::Span<const int64_t> lot_nos) {
  static constexpr auto kAccount =
      Join("SELECT ", kAccountColumns, " FROM account WHERE member_id = ?1");
  static constexpr auto kOpenLots =
      Join("SELECT ", kLotColumns,
           " FROM lot WHERE member_id = ?1 AND remaining_points > 0 ORDER BY lot_no");
  static constexpr auto kLot =
      Join("SELECT ", kLotColumns, " FROM lot WHERE member_id = ?1 AND lot_no = ?2");
  Statement account = connection_.Prepare(kAccount);
  account.Blob(member_id.ToBytes());
  TESSERA_ASSIGN_OR_RETURN(std::optional<ledger::AccountState> state, First(account, ReadAccount));
  if (!state) return Broken("a member has no account");
  Statement lots = connection_.Prepare(kOpenLots);
  lots.Blob(member_id.ToBytes());
  TESSERA_ASSIGN_OR_RETURN(state->lots, All(lots, ReadLot));
  for (const int64_t lot_no : lot_nos) {
    if (lot_no == 0 || Holds(state->lots, lot_no)) continue;
    Statement one = connection_.Prepare(kLot);
    one.Blob(member_id.ToBytes()).Integer(lot_no);
    TESSERA_ASSIGN_OR_RETURN(std::optional<ledger::Lot> lot, First(one, ReadLot));
    if (!lot) return Broken("a lot is missing");
    state->lots.push_back(*std::move(lot));
  }
  Statement holds =
      connection_.Prepare("SELECT sale_id, points, expires_at_us FROM hold WHERE member_id = ?1");
  holds.Blob(member_id.ToBytes());
  TESSERA_ASSIGN_OR_RETURN(state->holds, All(holds, ReadHold));
  return *std::move(state);
}

absl::StatusOr<std::vector<int64_t>> SqliteTransaction::ListLotsOfSale(const MemberId& member_id,
                                                                       const SaleId& sale_id) {
  Statement statement = connection_.Prepare(
      "SELECT lot_no FROM lot WHERE member_id = ?1 AND sale_id = ?2 ORDER BY lot_no");
  statement.Blob(member_id.ToBytes()).Blob(sale_id.ToBytes());
  return All(statement, [](Row& row) { return row.Integer(); });
}

absl::StatusOr<std::vector<ledger::Lot>> SqliteTransaction::ListLots(const MemberId& member_id,
                                                                     int64_t after_lot_no,
                                                                     int limit) {
  static constexpr auto kSql =
      Join("SELECT ", kLotColumns,
           " FROM lot WHERE member_id = ?1 AND lot_no > ?2 ORDER BY lot_no LIMIT ?3");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(member_id.ToBytes()).Integer(after_lot_no).Integer(limit);
  return All(statement, ReadLot);
}

absl::StatusOr<std::optional<Instant>> SqliteTransaction::FindDue(const MemberId& member_id) {
  Statement statement = connection_.Prepare(
      "SELECT due_at_us FROM account WHERE member_id = ?1 AND due_at_us IS NOT NULL");
  statement.Blob(member_id.ToBytes());
  return First(statement, [](Row& row) { return row.Time(); });
}

absl::StatusOr<std::optional<ledger::Entry>> SqliteTransaction::FindEntry(const MemberId& member_id,
                                                                          int64_t entry_no) {
  TESSERA_ASSIGN_OR_RETURN(std::vector<ledger::Entry> entries,
                           ListEntries(member_id, entry_no - 1, 1));
  if (entries.empty() || entries[0].entry_no != entry_no) return std::optional<ledger::Entry>();
  return std::optional<ledger::Entry>(std::move(entries[0]));
}

absl::StatusOr<std::vector<ledger::Entry>> SqliteTransaction::ListEntries(const MemberId& member_id,
                                                                          int64_t after_entry_no,
                                                                          int limit) {
  static constexpr auto kSql =
      Join("SELECT ", kEntryColumns,
           " FROM entry WHERE member_id = ?1 AND entry_no > ?2 ORDER BY entry_no LIMIT ?3");
  Statement statement = connection_.Prepare(kSql);
  statement.Blob(member_id.ToBytes()).Integer(after_entry_no).Integer(limit);
  return All(statement, ReadEntry);
}

absl::StatusOr<std::vector<ledger::Allocation>> SqliteTransaction::ListAllocations(
    const MemberId& member_id, const SaleId& sale_id) {
  Statement statement = connection_.Prepare(
      "SELECT lot_no, spent_points, returned_points FROM allocation"
      " WHERE member_id = ?1 AND sale_id = ?2 ORDER BY position");
  statement.Blob(member_id.ToBytes()).Blob(sale_id.ToBytes());
  return All(statement, ReadAllocation);
}

absl::StatusOr<std::vector<MemberId>> SqliteTransaction::ListAccountsDue(Instant now, int limit) {
  Statement statement = connection_.Prepare(
      "SELECT member_id FROM account WHERE due_at_us <= ?1 ORDER BY due_at_us LIMIT ?2");
  statement.Integer(now.us).Integer(limit);
  return All(statement, [](Row& row) { return row.Key<MemberId>(); });
}

absl::StatusOr<std::optional<MemberId>> SqliteTransaction::FindHold(const SaleId& sale_id) {
  Statement statement = connection_.Prepare("SELECT member_id FROM hold WHERE sale_id = ?1");
  statement.Blob(sale_id.ToBytes());
  return First(statement, [](Row& row) { return row.Key<MemberId>(); });
}

absl::Status SqliteTransaction::AddAccount(const MemberId& member_id) {
  static constexpr auto kSql =
      Join("INSERT INTO account (", kAccountColumns, ") VALUES (?1, 0, 0, 0, 0, ?2, NULL)");
  return connection_.Prepare(kSql)
      .Blob(member_id.ToBytes())
      .Blob(DigestBytes(Digest{}))
      .Run();
}

absl::Status SqliteTransaction::InsertAccounts(absl::Span<const NewMember> members) {
  static constexpr auto kSql =
      Join("INSERT INTO account (", kAccountColumns, ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  {
    Statement statement = connection_.Prepare(kSql);
    for (const NewMember& added : members) {
      const ledger::AccountState& state = added.account.state();
      statement.Blob(added.member.member_id.ToBytes())
          .Integer(state.balance.value())
          .Integer(state.overdraft.value())
          .Integer(state.last_entry_no)
          .Integer(state.last_lot_no)
          .Blob(DigestBytes(state.last_hash));
      BindTime(statement, added.account.DueAt());
      TESSERA_RETURN_IF_ERROR(statement.Run());
      statement.Reset();
    }
  }
  for (const NewMember& added : members) {
    if (added.account.new_entries().empty()) continue;
    TESSERA_RETURN_IF_ERROR(InsertEntries(added.account));
    TESSERA_RETURN_IF_ERROR(SaveLots(added.account));
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::SaveAccount(const ledger::Account& account) {
  TESSERA_RETURN_IF_ERROR(AddEntries(account));
  TESSERA_RETURN_IF_ERROR(SaveLots(account));
  if (account.holds_changed()) TESSERA_RETURN_IF_ERROR(SaveHolds(account));
  const ledger::AccountState& state = account.state();
  // Most movements leave what is due next as it was: then its index stays untouched.
  const bool due_changes = account.DueAt() != state.due_at;
  Statement statement = connection_.Prepare(
      due_changes ? "UPDATE account SET balance_points = ?2, overdraft_points = ?3,"
                    " last_entry_no = ?4, last_lot_no = ?5, last_hash = ?6, due_at_us = ?7"
                    " WHERE member_id = ?1"
                  : "UPDATE account SET balance_points = ?2, overdraft_points = ?3,"
                    " last_entry_no = ?4, last_lot_no = ?5, last_hash = ?6 WHERE member_id = ?1");
  statement.Blob(state.member_id.ToBytes())
      .Integer(state.balance.value())
      .Integer(state.overdraft.value())
      .Integer(state.last_entry_no)
      .Integer(state.last_lot_no)
      .Blob(DigestBytes(state.last_hash));
  if (due_changes) BindTime(statement, account.DueAt());
  return statement.Run();
}

absl::Status SqliteTransaction::AddEntries(const ledger::Account& account) {
  TESSERA_RETURN_IF_ERROR(InsertEntries(account));
  for (const ledger::Entry& entry : account.new_entries()) {
    Event event = EventOf(EventKind::kEntry, account.state().member_id, entry.booked_at);
    event.number = entry.entry_no;
    TESSERA_RETURN_IF_ERROR(events_.Append(event));
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::InsertEntries(const ledger::Account& account) {
  static constexpr auto kSql =
      Join("INSERT INTO entry (member_id, ", kEntryColumns,
           ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
  for (const ledger::Entry& entry : account.new_entries()) {
    Statement statement = connection_.Prepare(kSql);
    statement.Blob(account.state().member_id.ToBytes())
        .Integer(entry.entry_no)
        .Integer(static_cast<int64_t>(entry.kind))
        .Integer(entry.points.value())
        .Integer(entry.booked_at.us);
    BindKey(statement, entry.sale_id);
    BindKey(statement, entry.refund_id);
    statement.Integer(entry.balance.value())
        .Text(entry.comment)
        .Integer(entry.overdraft.value())
        .Integer(entry.lost.value());
    BindKey(statement, entry.other);
    BindKey(statement, entry.member);
    statement.Integer(entry.encoding).Blob(DigestBytes(entry.hash));
    TESSERA_RETURN_IF_ERROR(statement.Run());
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::SaveLots(const ledger::Account& account) {
  static constexpr auto kSql = Join(
      "INSERT INTO lot (member_id, ", kLotColumns,
      ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (member_id, lot_no)"
      " DO UPDATE SET remaining_points = ?5, expired_points = ?6, expires_at_us = ?8");
  for (const ledger::Lot& lot : account.state().lots) {
    if (!account.IsChanged(lot)) continue;
    Statement statement = connection_.Prepare(kSql);
    statement.Blob(account.state().member_id.ToBytes()).Integer(lot.lot_no);
    BindKey(statement, lot.sale_id);
    statement.Integer(lot.earned.value())
        .Integer(lot.remaining.value())
        .Integer(lot.expired.value())
        .Integer(lot.life.active_from.us);
    BindTime(statement, lot.life.expires_at);
    statement.Integer(lot.life.idle_days);
    BindTime(statement, lot.life.latest);
    TESSERA_RETURN_IF_ERROR(statement.Run());
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::SaveHolds(const ledger::Account& account) {
  const ledger::AccountState& state = account.state();
  TESSERA_RETURN_IF_ERROR(connection_.Prepare("DELETE FROM hold WHERE member_id = ?1")
                              .Blob(state.member_id.ToBytes())
                              .Run());
  for (const ledger::Hold& hold : state.holds) {
    TESSERA_RETURN_IF_ERROR(
        connection_
            .Prepare("INSERT INTO hold (member_id, sale_id, points, expires_at_us)"
                     " VALUES (?1, ?2, ?3, ?4)")
            .Blob(state.member_id.ToBytes())
            .Blob(hold.sale_id.ToBytes())
            .Integer(hold.points.value())
            .Integer(hold.expires_at.us)
            .Run());
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::SaveAllocations(const MemberId& member_id, const SaleId& sale_id,
                                                absl::Span<const ledger::Allocation> allocations) {
  int64_t position = 0;
  for (const ledger::Allocation& allocation : allocations) {
    TESSERA_RETURN_IF_ERROR(
        connection_
            .Prepare("INSERT INTO allocation (member_id, sale_id, position, lot_no, spent_points,"
                     " returned_points) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                     " ON CONFLICT (member_id, sale_id, position) DO UPDATE SET"
                     " returned_points = excluded.returned_points")
            .Blob(member_id.ToBytes())
            .Blob(sale_id.ToBytes())
            .Integer(++position)
            .Integer(allocation.lot_no)
            .Integer(allocation.spent.value())
            .Integer(allocation.returned.value())
            .Run());
  }
  return absl::OkStatus();
}

}  // namespace tessera::storage::sqlite
