#include "tessera/plugin/outbox/outbox.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "tessera/base/status.h"
#include "tessera/plugin/outbox/damage.h"
#include "tessera/plugin/outbox/schema.h"
#include "tessera/sqlite/migration.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::plugin {
namespace {

// A lock is held by nobody but us, or by a backup for a moment: a cashier does not wait for it.
constexpr int kBusyTimeoutMs = 50;
// Pages in the log, of 4 KiB: from when on it is moved while nobody sells, and when in any case.
constexpr int64_t kQuietPages = 64;
constexpr int64_t kMostPages = 512;
// What the log has of the disk once and for all. A receipt takes two to four pages of it: where the disk
// is full and nothing can be moved, there is room for some hundreds of them.
constexpr int64_t kReservedBytes = 6 << 20;
constexpr char kUnreadable[] = "RECORD_UNREADABLE";

// Records are the same if everything is but what a second attempt at the same receipt changes.
v1::OutboxRecord Content(v1::OutboxRecord record) {
  record.clear_sequence();
  if (record.has_refund()) record.mutable_refund()->clear_fiscal();
  if (record.has_sale()) {
    v1::Sale* sale = record.mutable_sale();
    sale->clear_fiscal();
    sale->clear_quoted_at_us();
    sale->clear_quoted_offline();
    sale->clear_program_version();
    sale->clear_suspicions();
  }
  return record;
}

// Fields of these messages come in one order and there are no maps: equal messages, equal bytes.
bool SameContent(const v1::OutboxRecord& one, const v1::OutboxRecord& other) {
  return Content(one).SerializeAsString() == Content(other).SerializeAsString();
}

absl::Status Reused(const v1::OutboxRecord& record) {
  const char* reason = record.has_refund() ? "REFUND_ID_REUSED"
                       : record.has_enrolment() ? "ENROLMENT_ID_REUSED"
                       : record.has_survey()    ? "ANSWER_ID_REUSED"
                                                : "SALE_ID_REUSED";
  return MakeError(absl::StatusCode::kAlreadyExists, reason, "",
                   "this id was used for something else; make a new one");
}

HeldRecord HeldOf(const v1::OutboxRecord& record, const OutboxNote& note) {
  HeldRecord held;
  held.kind = record.record_case();
  held.subject_id = SubjectOf(record);
  held.created_at = note.created_at;
  held.sale.member_id = note.member_id;
  held.sale.account_id = note.account_id.empty() ? note.member_id : note.account_id;
  held.sale.spent = note.spent;
  held.sale.paid = note.paid;
  if (record.has_sale()) Describe(record.sale(), &held.sale);
  return held;
}

absl::Status Nothing() { return absl::OkStatus(); }

const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename Value>
const absl::Status& StatusOf(const absl::StatusOr<Value>& result) {
  return result.status();
}

bool IsDamage(const absl::Status& status) {
  return !status.ok() && ReasonOf(status) == "STORAGE_CORRUPT";
}

// Why an outbox can't be opened that may be opened later. Always a fault of the disk to those who ask.
absl::Status Unopened(const absl::Status& why, const Folder& folder) {
  if (folder.IsFull()) {
    return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", "data_folder",
                     "the till's disk is full; free disk space");
  }
  if (IsDiskFault(why)) return why;
  return MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED", "data_folder", why.message());
}

}  // namespace

bool IsDiskFault(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return absl::StartsWith(reason, "STORAGE_") || reason == "DISK_FULL" || reason == "MEMORY_FULL";
}

absl::StatusOr<std::unique_ptr<Outbox>> Outbox::Open(const Folder& folder,
                                                     const std::string& vfs) {
  std::unique_ptr<Outbox> outbox(new Outbox(folder, vfs));
  std::lock_guard<std::mutex> lock(outbox->mutex_);
  const absl::Status status = outbox->Connect();
  if (ReasonOf(status) == "SCHEMA_NEWER" || ReasonOf(status) == "MEMORY_FULL") return status;
  return outbox;
}

Outbox::~Outbox() {
  if (connection_ == nullptr) return;
  try {
    const absl::Status told = tally_.has_chores() ? Write(Nothing) : absl::OkStatus();
    // What is damaged stays as it is.
    if (IsDamage(told)) {
      connection_->KeepWalOnClose();
    } else {
      static_cast<void>(connection_->EmptyWal());
    }
  } catch (...) {
    // What the disk was not told, the service is asked again.
  }
}

template <typename Work>
auto Outbox::WithFile(Work&& work) -> decltype(work()) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (connection_ == nullptr) return unopened_;
  auto result = work();
  CloseIfDamaged(StatusOf(result));
  return result;
}

void Outbox::CloseIfDamaged(const absl::Status& status) {
  if (!IsDamage(status)) return;
  damage_ = status;
  unopened_ = status;
  connection_->KeepWalOnClose();
  connection_.reset();
  disk_ = DiskState::kFull;
  wants_tending_ = true;
}

absl::Status Outbox::Connect() {
  const std::string path = folder_.outbox_path();
  absl::Status status = FinishSettingAside(path, vfs_);
  // Not every damage shows when a file is opened.
  if (status.ok()) status = std::exchange(damage_, absl::OkStatus());
  if (status.ok()) status = Load(path);
  if (IsDamage(status)) {
    status = SetAside(path, vfs_);
    if (status.ok()) status = Load(path);
  }
  files_set_aside_ = FilesSetAside(path);
  if (status.ok()) status = folder_.Sync();
  if (!status.ok()) {
    connection_.reset();
    unopened_ = Unopened(status, folder_);
    disk_ = DiskState::kFull;
    return status;
  }
  ReserveRoom();
  return absl::OkStatus();
}

absl::Status Outbox::Load(const std::string& path) {
  sqlite::OpenOptions options;
  options.synchronous = sqlite::Synchronous::kFull;
  options.exclusive = true;
  options.cache_kib = 1'024;
  options.busy_timeout_ms = kBusyTimeoutMs;
  options.automatic_checkpoints = false;
  options.vfs = vfs_;
  TESSERA_ASSIGN_OR_RETURN(auto connection, sqlite::Connection::Open(path, options));
  ::chmod(path.c_str(), 0600);
  FileState state;
  const auto read = [&]() -> absl::Status {
    TESSERA_RETURN_IF_ERROR(CheckWhole(*connection));
    TESSERA_RETURN_IF_ERROR(sqlite::Migrate(*connection, OutboxSchema()));
    TESSERA_ASSIGN_OR_RETURN(state, ReadFileState(*connection));
    TESSERA_RETURN_IF_ERROR(LoadRecords(*connection, &tally_));
    if (loaded_) return absl::OkStatus();
    TESSERA_RETURN_IF_ERROR(LoadReservations(*connection, &tally_));
    return LoadBooked(*connection, &tally_);
  };
  const absl::Status status = read();
  // What is damaged stays as it is.
  if (IsDamage(status)) connection->KeepWalOnClose();
  TESSERA_RETURN_IF_ERROR(status);
  outbox_id_ = std::move(state.outbox_id);
  last_sequence_ = state.last_sequence;
  loaded_ = true;
  connection_ = std::move(connection);
  return absl::OkStatus();
}

void Outbox::ReserveRoom() {
  const bool reserved = connection_->ReserveWal(kReservedBytes).ok();
  disk_ = reserved && !folder_.IsFull() ? DiskState::kGood : DiskState::kReserve;
}

absl::Status Outbox::Write(const std::function<absl::Status()>& work, bool adds) {
  Chores chores = tally_.TakeChores();
  absl::Cleanup put_back = [&] { tally_.PutBack(&chores); };
  const auto all = [&]() -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(
        auto transaction,
        sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
    TESSERA_RETURN_IF_ERROR(Do(*connection_, chores));
    TESSERA_RETURN_IF_ERROR(work());
    // One with a higher number takes its place.
    for (const v1::SubmittedRecord& answer : chores.settled) {
      if (!adds) TESSERA_RETURN_IF_ERROR(BeforeLosing(answer.sequence()));
    }
    return transaction.Commit();
  };
  const absl::Status status = all();
  if (!status.ok()) {
    if (IsDiskFault(status) && ReasonOf(status) != "MEMORY_FULL") disk_ = DiskState::kFull;
    return status;
  }
  std::move(put_back).Cancel();
  if (disk_ == DiskState::kFull) disk_ = DiskState::kReserve;
  // On a full disk it could not be moved: not with each sale.
  if (disk_ == DiskState::kGood) wants_tending_ = connection_->wal_pages() >= kMostPages;
  ++writes_;
  tally_.Done(chores);
  return absl::OkStatus();
}

absl::Status Outbox::BeforeLosing(int64_t sequence) {
  if (sequence != last_sequence_) return absl::OkStatus();
  return KeepLastSequence(*connection_, sequence);
}

absl::StatusOr<std::optional<Appended>> Outbox::FindTwin(const v1::OutboxRecord& record) {
  // What is being settled is a receipt, or parked, once the disk knows.
  if (tally_.IsSettling(SubjectOf(record))) TESSERA_RETURN_IF_ERROR(Write(Nothing));
  const int64_t sequence = tally_.WaitingFor(record.record_case(), SubjectOf(record));
  if (sequence == 0) return FindBooked(record);
  TESSERA_ASSIGN_OR_RETURN(const std::optional<v1::OutboxRecord> twin,
                           ReadRecord(*connection_, sequence));
  if (!twin.has_value()) {
    TESSERA_RETURN_IF_ERROR(ParkUnreadable({sequence}));
    return std::optional<Appended>();
  }
  if (!SameContent(record, *twin)) return Reused(record);
  return std::optional<Appended>({sequence, true, std::nullopt});
}

absl::StatusOr<std::optional<Appended>> Outbox::FindBooked(const v1::OutboxRecord& record) {
  if (!record.has_sale()) return std::optional<Appended>();
  TESSERA_ASSIGN_OR_RETURN(const std::optional<KeptSale> kept,
                           FindReceipt(*connection_, record.sale().sale_id()));
  if (!kept.has_value()) return std::optional<Appended>();
  if (!SameContent(record, kept->record)) return Reused(record);
  return std::optional<Appended>({kept->answer->sequence(), false, kept->answer});
}

absl::StatusOr<Appended> Outbox::Append(v1::OutboxRecord record, const OutboxNote& note) {
  record.clear_sequence();
  const HeldRecord held = HeldOf(record, note);
  return WithFile([&] { return AppendNew(record, held); });
}

absl::StatusOr<Appended> Outbox::AppendNew(const v1::OutboxRecord& record, const HeldRecord& held) {
  TESSERA_ASSIGN_OR_RETURN(const std::optional<Appended> twin, FindTwin(record));
  if (twin.has_value()) return *twin;
  Appended appended;
  appended.sequence = last_sequence_ + 1;
  // Nothing is lacking any more once the disk has it.
  Tally::Seat seat = tally_.MakeSeat(appended.sequence, held);
  const auto insert = [&]() -> absl::Status {
    TESSERA_RETURN_IF_ERROR(InsertRecord(*connection_, appended.sequence, record, held));
    if (!tally_.HasReserved(held.subject_id)) return absl::OkStatus();
    return DeleteReservation(*connection_, held.subject_id);
  };
  TESSERA_RETURN_IF_ERROR(Write(insert, /*adds=*/true));
  last_sequence_ = appended.sequence;
  tally_.Add(std::move(seat), /*parked=*/false);
  return appended;
}

absl::StatusOr<std::vector<v1::OutboxRecord>> Outbox::Pending(int64_t limit) {
  return WithFile([&] { return ReadPending(limit); });
}

absl::StatusOr<std::vector<v1::OutboxRecord>> Outbox::ReadPending(int64_t limit) {
  sqlite::Statement select = connection_->Prepare(
      "SELECT sequence, message FROM record WHERE parked = 0 ORDER BY sequence LIMIT ?1");
  select.Integer(limit + static_cast<int64_t>(tally_.settling()));
  std::vector<v1::OutboxRecord> records;
  std::vector<int64_t> unreadable;
  while (static_cast<int64_t>(records.size()) < limit) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, select.Step());
    if (!more) break;
    const int64_t sequence = select.IntegerAt(0);
    if (!tally_.IsWaiting(sequence)) continue;
    const absl::string_view bytes = select.BlobAt(1);
    v1::OutboxRecord record;
    if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      unreadable.push_back(sequence);
      continue;
    }
    record.set_sequence(sequence);
    records.push_back(std::move(record));
  }
  TESSERA_RETURN_IF_ERROR(select.status());
  select.Reset();
  if (!unreadable.empty()) TESSERA_RETURN_IF_ERROR(ParkUnreadable(unreadable));
  return records;
}

absl::Status Outbox::ParkUnreadable(const std::vector<int64_t>& sequences) {
  const auto park = [&]() -> absl::Status {
    for (const int64_t sequence : sequences) {
      TESSERA_RETURN_IF_ERROR(ParkRecord(*connection_, sequence, kUnreadable,
                                         "this record is damaged; call for support"));
    }
    return absl::OkStatus();
  };
  TESSERA_RETURN_IF_ERROR(Write(park));
  for (const int64_t sequence : sequences) tally_.Park(sequence);
  return absl::OkStatus();
}

bool Outbox::IsWaiting(const v1::OutboxRecord& record) const {
  return tally_.WaitingFor(record.record_case(), SubjectOf(record)) != 0;
}

void Outbox::Settle(const std::vector<v1::SubmittedRecord>& answers) { tally_.Settle(answers); }

void Outbox::SettleLate(const v1::SaleResult& result) {
  v1::SubmittedRecord answer;
  answer.set_sequence(tally_.WaitingFor(v1::OutboxRecord::kSale, result.sale_id()));
  if (answer.sequence() == 0) return;
  *answer.mutable_sale() = result;
  tally_.Settle({answer});
}

absl::Status Outbox::Tend(Instant now) {
  tally_.ReleaseLapsed(now);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    wants_tending_ = false;
    if (connection_ == nullptr) TESSERA_RETURN_IF_ERROR(Connect());
  }
  return WithFile([&] { return TendFile(); });
}

absl::Status Outbox::TendFile() {
  const bool quiet = writes_ == writes_seen_;
  // There may be room again: for what is to be told first of all.
  if (disk_ != DiskState::kGood) TESSERA_RETURN_IF_ERROR(MoveLog());
  if (tally_.has_chores()) TESSERA_RETURN_IF_ERROR(Write(Nothing));
  writes_seen_ = writes_;
  const int64_t pages = connection_->wal_pages();
  if (pages >= kMostPages || (quiet && pages >= kQuietPages)) return MoveLog();
  if (disk_ == DiskState::kGood && folder_.IsFull()) disk_ = DiskState::kReserve;
  return absl::OkStatus();
}

// A disk that is full is no error here: sales go on into what is left of the log.
absl::Status Outbox::MoveLog() {
  const absl::Status moved = connection_->Checkpoint(sqlite::CheckpointMode::kPassive).status();
  if (moved.ok()) {
    ReserveRoom();
    return absl::OkStatus();
  }
  if (disk_ == DiskState::kGood) disk_ = DiskState::kReserve;
  return ReasonOf(moved) == "DISK_FULL" ? absl::OkStatus() : moved;
}

absl::Status Outbox::Withdraw(int64_t sequence) {
  const auto take = [&]() -> absl::Status {
    TESSERA_RETURN_IF_ERROR(BeforeLosing(sequence));
    return DeleteRecord(*connection_, sequence);
  };
  return WithFile([&]() -> absl::Status {
    TESSERA_RETURN_IF_ERROR(Write(take));
    tally_.Drop(sequence);
    return absl::OkStatus();
  });
}

absl::Status Outbox::Reserve(const Reservation& reservation) {
  if (tally_.HasReserved(reservation)) return absl::OkStatus();
  return WithFile([&]() -> absl::Status {
    TESSERA_RETURN_IF_ERROR(Write([&] { return InsertReservation(*connection_, reservation); }));
    tally_.Reserve(reservation, /*from_before=*/false);
    return absl::OkStatus();
  });
}

absl::StatusOr<std::optional<KeptSale>> Outbox::FindSale(const std::string& sale_id) {
  return WithFile([&] { return ReadSale(sale_id); });
}

absl::StatusOr<std::optional<KeptSale>> Outbox::ReadSale(const std::string& sale_id) {
  if (tally_.IsSettling(sale_id)) TESSERA_RETURN_IF_ERROR(Write(Nothing));
  const int64_t sequence = tally_.HeldFor(v1::OutboxRecord::kSale, sale_id);
  if (sequence == 0) return FindReceipt(*connection_, sale_id);
  TESSERA_ASSIGN_OR_RETURN(std::optional<v1::OutboxRecord> record,
                           ReadRecord(*connection_, sequence));
  if (!record.has_value()) return std::optional<KeptSale>();
  return std::optional<KeptSale>({*std::move(record), std::nullopt});
}

absl::Status Outbox::Resend(int64_t sequence) {
  const auto unpark = [&]() -> absl::Status {
    TESSERA_RETURN_IF_ERROR(
        connection_
            ->Prepare("UPDATE record SET parked = 0, reason = '', explanation = ''"
                      " WHERE sequence = ?1 AND parked = 1")
            .Integer(sequence)
            .Run());
    if (connection_->changed_rows() > 0) return absl::OkStatus();
    return NotFound("RECORD_UNKNOWN", "sequence", "no parked record has this number");
  };
  return WithFile([&]() -> absl::Status {
    TESSERA_RETURN_IF_ERROR(Write(unpark));
    tally_.Unpark(sequence);
    return absl::OkStatus();
  });
}

std::string Outbox::outbox_id() {
  std::lock_guard<std::mutex> lock(mutex_);
  return outbox_id_;
}

absl::StatusOr<std::vector<ParkedRecord>> Outbox::Parked(int64_t limit) {
  return WithFile([&] { return ReadParked(limit); });
}

absl::StatusOr<std::vector<ParkedRecord>> Outbox::ReadParked(int64_t limit) {
  if (tally_.settling() > 0) TESSERA_RETURN_IF_ERROR(Write(Nothing));
  sqlite::Statement select = connection_->Prepare(
      "SELECT sequence, subject_id, reason, explanation FROM record WHERE parked = 1"
      " ORDER BY sequence LIMIT ?1");
  select.Integer(limit);
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

}  // namespace tessera::plugin
