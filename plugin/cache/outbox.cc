#include "tessera/plugin/cache/outbox.h"

#include <sys/stat.h>

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
)sql"}};

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
  if (status.ok()) status = CountAgain();
  if (ReasonOf(status) == "STORAGE_CORRUPT") {
    return Damaged("the outbox file is damaged; keep it, and call for support");
  }
  return status;
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

absl::StatusOr<int64_t> Outbox::Append(v1::OutboxRecord record, const OutboxNote& note) {
  std::lock_guard<std::mutex> lock(mutex_);
  TESSERA_ASSIGN_OR_RETURN(const int64_t twin, FindTwin(record));
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

absl::Status Outbox::Settle(const std::vector<v1::SubmittedRecord>& answers) {
  std::lock_guard<std::mutex> lock(mutex_);
  // A settlement that a power failure undoes is only asked for again, and answered as before: it may
  // wait for the next record to reach the disk. (A pragma acts when it is prepared: not by Prepare,
  // which keeps statements.)
  TESSERA_RETURN_IF_ERROR(connection_->Execute("PRAGMA synchronous = NORMAL"));
  const absl::Status settled = SettleAll(answers);
  TESSERA_RETURN_IF_ERROR(connection_->Execute("PRAGMA synchronous = FULL"));
  TESSERA_RETURN_IF_ERROR(settled);
  return CountAgain();
}

absl::Status Outbox::SettleAll(const std::vector<v1::SubmittedRecord>& answers) {
  TESSERA_ASSIGN_OR_RETURN(
      auto transaction, sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
  for (const v1::SubmittedRecord& answer : answers) {
    if (answer.retry()) continue;
    if (answer.reason().empty()) {
      TESSERA_RETURN_IF_ERROR(connection_->Prepare("DELETE FROM record WHERE sequence = ?1")
                                  .Integer(answer.sequence())
                                  .Run());
    } else {
      TESSERA_RETURN_IF_ERROR(
          connection_
              ->Prepare("UPDATE record SET parked = 1, reason = ?2, explanation = ?3"
                        " WHERE sequence = ?1")
              .Integer(answer.sequence())
              .Text(answer.reason())
              .Text(answer.message())
              .Run());
    }
  }
  return transaction.Commit();
}

absl::Status Outbox::Withdraw(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  {
    TESSERA_ASSIGN_OR_RETURN(
        auto transaction,
        sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
    TESSERA_RETURN_IF_ERROR(connection_->Prepare("DELETE FROM record WHERE sequence = ?1")
                                .Integer(sequence)
                                .Run());
    TESSERA_RETURN_IF_ERROR(
        connection_
            ->Prepare("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'record' AND seq = ?1")
            .Integer(sequence)
            .Run());
    TESSERA_RETURN_IF_ERROR(transaction.Commit());
  }
  return CountAgain();
}

absl::StatusOr<Points> Outbox::SpentBy(const std::string& member_id) {
  std::lock_guard<std::mutex> lock(mutex_);
  sqlite::Statement sum = connection_->Prepare(
      "SELECT COALESCE(SUM(spent_points), 0) FROM record WHERE member_id = ?1");
  sum.Text(member_id);
  TESSERA_RETURN_IF_ERROR(sum.One());
  const Points spent(sum.IntegerAt(0));
  TESSERA_RETURN_IF_ERROR(sum.status());
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

absl::Status Outbox::CountAgain() {
  sqlite::Statement count = connection_->Prepare(
      "SELECT COUNT(*) FILTER (WHERE parked = 0), COUNT(*) FILTER (WHERE parked = 1),"
      " COALESCE(MIN(created_at_us) FILTER (WHERE parked = 0), 0) FROM record");
  TESSERA_RETURN_IF_ERROR(count.One());
  const Counts counts{count.IntegerAt(0), count.IntegerAt(1), Instant{count.IntegerAt(2)}};
  TESSERA_RETURN_IF_ERROR(count.status());
  std::lock_guard<std::mutex> lock(counts_mutex_);
  counts_ = counts;
  return absl::OkStatus();
}

}  // namespace tessera::plugin
