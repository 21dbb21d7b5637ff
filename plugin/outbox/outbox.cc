#include "tessera/plugin/outbox/outbox.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/sqlite/migration.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::plugin {
namespace {

constexpr sqlite::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE record (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          INTEGER NOT NULL,  -- number of OutboxRecord's field
  subject_id    TEXT    NOT NULL,  -- sale, refund or enrolment
  member_id     TEXT    NOT NULL,  -- whose points it spends; empty for nobody's
  spent_points  INTEGER NOT NULL,
  message       BLOB    NOT NULL,  -- tessera.v1.OutboxRecord without its sequence
  created_at_us INTEGER NOT NULL,
  parked        INTEGER NOT NULL DEFAULT 0,
  reason        TEXT    NOT NULL DEFAULT '',  -- why it is parked
  explanation   TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX record_by_subject ON record (subject_id);
CREATE INDEX record_by_member ON record (member_id);
)sql"},
    {2, R"sql(
CREATE TABLE booked (  -- spent points of delivered sales, until cached balances show them
  member_id    TEXT    NOT NULL,
  spent_points INTEGER NOT NULL,
  booked_at_us INTEGER NOT NULL  -- by the service's clock
);
)sql"}};

// A till that met its service to deliver a sale has the balance after it long before that.
constexpr Duration kBookedIsKept = Seconds(31 * 86'400);
// A lock is held by nobody but us, or by a backup for a moment: a cashier does not wait for it.
constexpr int kBusyTimeoutMs = 50;

absl::Status Damaged(absl::string_view why) {
  return MakeError(absl::StatusCode::kDataLoss, "OUTBOX_DAMAGED", "data_folder", why);
}

// Sales and refunds are the same if everything but the fiscal details is.
v1::OutboxRecord Content(v1::OutboxRecord record) {
  record.clear_sequence();
  if (record.has_sale()) record.mutable_sale()->clear_fiscal();
  if (record.has_refund()) record.mutable_refund()->clear_fiscal();
  return record;
}

// Fields of these messages come in one order and there are no maps: equal messages, equal bytes.
bool SameContent(const v1::OutboxRecord& one, const v1::OutboxRecord& other) {
  return Content(one).SerializeAsString() == Content(other).SerializeAsString();
}

absl::Status Reused(const v1::OutboxRecord& record) {
  const char* reason = record.has_refund() ? "REFUND_ID_REUSED"
                       : record.has_enrolment() ? "ENROLMENT_ID_REUSED"
                                                : "SALE_ID_REUSED";
  return MakeError(absl::StatusCode::kAlreadyExists, reason, "",
                   "this id was used for something else; make a new one");
}

}  // namespace

const std::string& SubjectOf(const v1::OutboxRecord& record) {
  if (record.has_sale()) return record.sale().sale_id();
  if (record.has_refund()) return record.refund().refund_id();
  if (record.has_enrolment()) return record.enrolment().enrolment_id();
  return record.cancelled_sale_id();
}

absl::StatusOr<std::unique_ptr<Outbox>> Outbox::Open(const Folder& folder,
                                                     const std::string& vfs) {
  sqlite::OpenOptions options;
  options.synchronous = sqlite::Synchronous::kFull;
  options.cache_kib = 1'024;
  options.busy_timeout_ms = kBusyTimeoutMs;
  options.vfs = vfs;
  auto connection = sqlite::Connection::Open(folder.outbox_path(), options);
  if (!connection.ok()) {
    if (ReasonOf(connection.status()) == "STORAGE_CORRUPT") {
      return Damaged("the outbox file is damaged; keep it, and call for support");
    }
    return connection.status();
  }
  ::chmod(folder.outbox_path().c_str(), 0600);
  std::unique_ptr<Outbox> outbox(new Outbox());
  outbox->connection_ = *std::move(connection);
  TESSERA_RETURN_IF_ERROR(outbox->Load());
  TESSERA_RETURN_IF_ERROR(folder.Sync());
  return outbox;
}

absl::Status Outbox::Load() {
  absl::Status status = Check();
  if (status.ok()) status = sqlite::Migrate(*connection_, kMigrations);
  if (status.ok()) status = LoadBooked();
  if (status.ok()) {
    const absl::StatusOr<Counts> counts = Count();
    if (counts.ok()) SetCounts(*counts);
    status = counts.status();
  }
  if (ReasonOf(status) == "STORAGE_CORRUPT") {
    return Damaged("the outbox file is damaged; keep it, and call for support");
  }
  return status;
}

absl::Status Outbox::LoadBooked() {
  sqlite::Statement select =
      connection_->Prepare("SELECT member_id, spent_points, booked_at_us FROM booked");
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, select.Step());
    if (!more) break;
    booked_.push_back({std::string(select.TextAt(0)), Points(select.IntegerAt(1)),
                       Instant{select.IntegerAt(2)}});
  }
  return select.status();
}

absl::Status Outbox::Check() {
  sqlite::Statement check = connection_->Prepare("PRAGMA quick_check(1)");
  TESSERA_RETURN_IF_ERROR(check.One());
  if (check.TextAt(0) != "ok") {
    return Damaged("the outbox file is damaged; keep it, and call for support");
  }
  return check.status();
}

absl::StatusOr<int64_t> Outbox::FindTwin(const v1::OutboxRecord& record) {
  sqlite::Statement find = connection_->Prepare(
      "SELECT sequence, message FROM record WHERE subject_id = ?1 AND kind = ?2 AND parked = 0");
  find.Text(SubjectOf(record)).Integer(record.record_case());
  TESSERA_ASSIGN_OR_RETURN(const bool found, find.Step());
  if (!found) return 0;
  v1::OutboxRecord twin;
  const absl::string_view bytes = find.BlobAt(1);
  if (!twin.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Damaged("a record of the outbox can't be read; keep the file, and call for support");
  }
  if (!SameContent(record, twin)) return Reused(record);
  return find.IntegerAt(0);
}

absl::StatusOr<int64_t> Outbox::Insert(v1::OutboxRecord record, const OutboxNote& note) {
  record.clear_sequence();
  sqlite::Statement insert = connection_->Prepare(
      "INSERT INTO record (kind, subject_id, member_id, spent_points, message, created_at_us)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING sequence");
  insert.Integer(record.record_case())
      .Text(SubjectOf(record))
      .Text(note.member_id)
      .Integer(note.spent.value())
      .Blob(record.SerializeAsString())
      .Integer(note.created_at.us);
  TESSERA_RETURN_IF_ERROR(insert.One());
  const int64_t sequence = insert.IntegerAt(0);
  // To the end: a statement that is still open would keep the transaction from committing.
  TESSERA_RETURN_IF_ERROR(insert.Run());
  return sequence;
}

absl::StatusOr<int64_t> Outbox::Append(v1::OutboxRecord record, const OutboxNote& note,
                                       bool* waited) {
  std::lock_guard<std::mutex> lock(mutex_);
  TESSERA_ASSIGN_OR_RETURN(const int64_t twin, FindTwin(record));
  if (waited != nullptr) *waited = twin != 0;
  if (twin != 0) return twin;
  TESSERA_ASSIGN_OR_RETURN(
      auto transaction,
      sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
  TESSERA_ASSIGN_OR_RETURN(const int64_t sequence, Insert(std::move(record), note));
  TESSERA_RETURN_IF_ERROR(transaction.Commit());
  std::lock_guard<std::mutex> counting(counts_mutex_);
  if (counts_.pending++ == 0) counts_.oldest_pending = note.created_at;
  return sequence;
}

absl::StatusOr<std::vector<v1::OutboxRecord>> Outbox::Pending(int64_t limit) {
  std::lock_guard<std::mutex> lock(mutex_);
  sqlite::Statement select = connection_->Prepare(
      "SELECT sequence, message FROM record WHERE parked = 0 ORDER BY sequence LIMIT ?1");
  select.Integer(limit);
  std::vector<v1::OutboxRecord> records;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, select.Step());
    if (!more) break;
    const absl::string_view bytes = select.BlobAt(1);
    v1::OutboxRecord& record = records.emplace_back();
    if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return Damaged("a record of the outbox can't be read; keep the file, and call for support");
    }
    record.set_sequence(select.IntegerAt(0));
  }
  TESSERA_RETURN_IF_ERROR(select.status());
  return records;
}

struct Outbox::Outlook {
  Counts counts;
  std::vector<BookedSpend> booked;
};

absl::Status Outbox::Settle(const std::vector<v1::SubmittedRecord>& answers) {
  std::lock_guard<std::mutex> lock(mutex_);
  // A settlement that a power failure undoes is only asked for again, and answered as before: it may
  // wait for the next record to reach the disk. (A pragma acts when it is prepared: not by Prepare,
  // which keeps statements.)
  TESSERA_RETURN_IF_ERROR(connection_->Execute("PRAGMA synchronous = NORMAL"));
  Outlook outlook;
  const absl::Status settled = SettleAll(answers, &outlook);
  if (settled.ok()) {
    SetCounts(outlook.counts);
    for (BookedSpend& spend : outlook.booked) RememberBooked(std::move(spend));
  }
  TESSERA_RETURN_IF_ERROR(connection_->Execute("PRAGMA synchronous = FULL"));
  return settled;
}

void Outbox::RememberBooked(BookedSpend spend) {
  const Instant oldest = spend.booked_at - kBookedIsKept;
  booked_.erase(
      std::remove_if(booked_.begin(), booked_.end(),
                     [&](const BookedSpend& one) { return one.booked_at < oldest; }),
      booked_.end());
  booked_.push_back(std::move(spend));
}

absl::Status Outbox::SettleAll(const std::vector<v1::SubmittedRecord>& answers, Outlook* outlook) {
  TESSERA_ASSIGN_OR_RETURN(
      auto transaction, sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
  for (const v1::SubmittedRecord& answer : answers) {
    if (!answer.retry()) TESSERA_RETURN_IF_ERROR(SettleOne(answer, outlook));
  }
  TESSERA_ASSIGN_OR_RETURN(outlook->counts, Count());
  return transaction.Commit();
}

absl::Status Outbox::SettleOne(const v1::SubmittedRecord& answer, Outlook* outlook) {
  if (!answer.reason().empty()) {
    return connection_
        ->Prepare("UPDATE record SET parked = 1, reason = ?2, explanation = ?3"
                  " WHERE sequence = ?1")
        .Integer(answer.sequence())
        .Text(answer.reason())
        .Text(answer.message())
        .Run();
  }
  if (answer.sale().spent_points() > 0 && !answer.sale().member_id().empty()) {
    const BookedSpend spend{answer.sale().member_id(), Points(answer.sale().spent_points()),
                            Instant{answer.sale().committed_at_us()}};
    TESSERA_RETURN_IF_ERROR(KeepBooked(spend));
    outlook->booked.push_back(spend);
  }
  return connection_->Prepare("DELETE FROM record WHERE sequence = ?1")
      .Integer(answer.sequence())
      .Run();
}

absl::Status Outbox::KeepBooked(const BookedSpend& spend) {
  TESSERA_RETURN_IF_ERROR(connection_->Prepare("DELETE FROM booked WHERE booked_at_us < ?1")
                              .Integer(spend.booked_at.us - kBookedIsKept.us)
                              .Run());
  return connection_->Prepare("INSERT INTO booked VALUES (?1, ?2, ?3)")
      .Text(spend.member_id)
      .Integer(spend.spent.value())
      .Integer(spend.booked_at.us)
      .Run();
}

absl::Status Outbox::Withdraw(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  Counts counts;
  {
    TESSERA_ASSIGN_OR_RETURN(
        auto transaction,
        sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
    TESSERA_RETURN_IF_ERROR(connection_->Prepare("DELETE FROM record WHERE sequence = ?1")
                                .Integer(sequence)
                                .Run());
    // Counted before it stands: nothing may fail after that, or a host would be told that a record
    // waits which is gone.
    TESSERA_ASSIGN_OR_RETURN(counts, Count());
    TESSERA_RETURN_IF_ERROR(transaction.Commit());
  }
  SetCounts(counts);
  return absl::OkStatus();
}

absl::Status Outbox::Resend(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  Counts counts;
  {
    TESSERA_ASSIGN_OR_RETURN(
        auto transaction,
        sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
    TESSERA_RETURN_IF_ERROR(
        connection_
            ->Prepare("UPDATE record SET parked = 0, reason = '', explanation = ''"
                      " WHERE sequence = ?1 AND parked = 1")
            .Integer(sequence)
            .Run());
    if (connection_->changed_rows() == 0) {
      return NotFound("RECORD_UNKNOWN", "sequence", "no parked record has this number");
    }
    TESSERA_ASSIGN_OR_RETURN(counts, Count());
    TESSERA_RETURN_IF_ERROR(transaction.Commit());
  }
  SetCounts(counts);
  return absl::OkStatus();
}

void Outbox::NoteBooked(BookedSpend spend) {
  std::lock_guard<std::mutex> lock(mutex_);
  RememberBooked(std::move(spend));
}

absl::StatusOr<Points> Outbox::SpentBy(const std::string& member_id, Instant as_of) {
  std::lock_guard<std::mutex> lock(mutex_);
  sqlite::Statement sum = connection_->Prepare(
      "SELECT COALESCE(SUM(spent_points), 0) FROM record WHERE member_id = ?1");
  sum.Text(member_id);
  TESSERA_RETURN_IF_ERROR(sum.One());
  Points spent(sum.IntegerAt(0));
  TESSERA_RETURN_IF_ERROR(sum.status());
  // What the balance shows by now is of no more use.
  booked_.erase(std::remove_if(booked_.begin(), booked_.end(),
                               [&](const BookedSpend& spend) {
                                 return spend.member_id == member_id && spend.booked_at < as_of;
                               }),
                booked_.end());
  for (const BookedSpend& spend : booked_) {
    if (spend.member_id == member_id) spent += spend.spent;
  }
  return spent;
}

absl::StatusOr<std::vector<ParkedRecord>> Outbox::Parked() {
  std::lock_guard<std::mutex> lock(mutex_);
  sqlite::Statement select = connection_->Prepare(
      "SELECT sequence, subject_id, reason, explanation FROM record WHERE parked = 1"
      " ORDER BY sequence LIMIT 1000");
  std::vector<ParkedRecord> records;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, select.Step());
    if (!more) break;
    records.push_back({select.IntegerAt(0), std::string(select.TextAt(1)),
                       std::string(select.TextAt(2)), std::string(select.TextAt(3))});
  }
  TESSERA_RETURN_IF_ERROR(select.status());
  return records;
}

Outbox::Counts Outbox::counts() const {
  std::lock_guard<std::mutex> lock(counts_mutex_);
  return counts_;
}

void Outbox::SetCounts(const Counts& counts) {
  std::lock_guard<std::mutex> lock(counts_mutex_);
  counts_ = counts;
}

absl::StatusOr<Outbox::Counts> Outbox::Count() {
  sqlite::Statement count = connection_->Prepare(
      "SELECT COUNT(*) FILTER (WHERE parked = 0), COUNT(*) FILTER (WHERE parked = 1),"
      " COALESCE(MIN(created_at_us) FILTER (WHERE parked = 0), 0) FROM record");
  TESSERA_RETURN_IF_ERROR(count.One());
  const Counts counts{count.IntegerAt(0), count.IntegerAt(1), Instant{count.IntegerAt(2)}};
  TESSERA_RETURN_IF_ERROR(count.status());
  return counts;
}

}  // namespace tessera::plugin
