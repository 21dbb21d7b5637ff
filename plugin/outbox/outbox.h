// What this till closed and the service has not booked yet: a durable queue in a file of its own.
#ifndef TESSERA_PLUGIN_OUTBOX_OUTBOX_H_
#define TESSERA_PLUGIN_OUTBOX_OUTBOX_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/plugin/outbox/own_sale.h"
#include "tessera/plugin/outbox/rows.h"
#include "tessera/plugin/outbox/tally.h"
#include "tessera/sqlite/connection.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// What the plugin knows of a record besides its message.
struct OutboxNote {
  Instant created_at;
  // Whose sale it is; empty if nobody known.
  std::string member_id;
  Points spent;
  // Whose points those are; empty for the member's own.
  std::string account_id = {};
  // Total of the sale.
  Money paid = {};
};

struct ParkedRecord {
  int64_t sequence = 0;
  std::string subject_id;
  std::string reason;
  std::string message;
};

// What became of a record that was handed in.
struct Appended {
  int64_t sequence = 0;
  // It had been handed in before, and waits.
  bool waited = false;
  // It had been handed in before, and this is the service's answer.
  std::optional<v1::SubmittedRecord> answer;
};

// Whether the disk takes what this till closes.
enum class DiskState : uint8_t {
  kGood,
  kReserve,  // it is full; what was reserved on it takes some hundreds of records
  kFull,     // nothing can be kept
};

// Whether a call of the outbox failed for a fault of the disk, or of memory: it could not take a record;
// not: it would not.
bool IsDiskFault(const absl::Status& status);

// Thread-safe; calls that change something may sync the disk unless it is said that they do not. Errors
// of sqlite/status.h where nothing else is said; after an error nothing of the call stands.
class Outbox {
 public:
  using Counts = Tally::Counts;

  // A file that is damaged is set aside under another name of the folder; what can be read of it goes
  // on in a new one. One that proves damaged later takes nothing from then on until Tend has done the
  // same: STORAGE_CORRUPT. Where the file can't be opened now, because the disk is full or at fault or
  // somebody holds it, there is an outbox that takes nothing until Tend could open it: see disk().
  // FAILED_PRECONDITION / SCHEMA_NEWER for the file of a newer plugin; MEMORY_FULL. `folder` must
  // outlive the outbox. `vfs` names SQLite's file layer; empty for the default.
  static absl::StatusOr<std::unique_ptr<Outbox>> Open(const Folder& folder,
                                                      const std::string& vfs = "");
  // Tells the disk what it does not know yet, if it can.
  ~Outbox();

  // How many damaged files lie in the folder: until a person has looked at them and taken them away.
  int files_set_aside() const { return files_set_aside_; }
  // As of the last write, or the last Tend. Memory only.
  DiskState disk() const { return disk_; }
  // The file's own 16 bytes, by which the service tells its numbers from those of another file of this
  // terminal; empty while it could not be opened.
  std::string outbox_id();

  // Returns once the record would survive a power failure; a reservation of its sale has become part of
  // it. The same subject with the same content (but for the quote's time and the fiscal details) is
  // the same record, waiting or answered; with other content ALREADY_EXISTS / SALE_ID_REUSED,
  // REFUND_ID_REUSED, ENROLMENT_ID_REUSED or ANSWER_ID_REUSED. `record.sequence` is ignored.
  absl::StatusOr<Appended> Append(v1::OutboxRecord record, const OutboxNote& note);

  // The oldest that wait, in order. One whose bytes can't be read is parked: RECORD_UNREADABLE.
  absl::StatusOr<std::vector<v1::OutboxRecord>> Pending(int64_t limit);
  // Whether a record of this subject waits. Memory only.
  bool IsWaiting(const v1::OutboxRecord& record) const;

  // Settles answered records: what the service booked goes, what it refused is parked, what it asks to
  // send again stays. Memory only: the disk is told together with the next record, or by Tend.
  void Settle(const std::vector<v1::SubmittedRecord>& answers);

  // The service's answer to a sale that waits here, which came after its host had gone on. Memory only.
  void SettleLate(const v1::SaleResult& result);

  // Tells the disk what waits to be told, ends what has lapsed, and moves the log into the file while
  // nobody sells; opens a file that could not be opened, and sets aside one that proved damaged. For a
  // thread that no cashier waits for.
  absl::Status Tend(Instant now);

  // The log is so long, or the file damaged, that Tend should not wait for its time. Memory only.
  bool wants_tending() const { return wants_tending_; }

  // Takes back a record that the service refused and of which nothing was promised. Its number is not
  // used again: the service may remember it.
  absl::Status Withdraw(int64_t sequence);

  // A sale was booked that never was a record here. Memory only: the disk may be full.
  void NoteBooked(const OwnSale& sale) { tally_.AddBooked(sale); }
  // The cache has all that the service had booked by this time of its clock. Memory only.
  void NoteShown(Instant before) { tally_.Shown(before); }

  // Reserves points for an open sale, instead of what it had reserved; durable when it returns. Ends
  // with Release or Append, and by itself only after the process died and the time is over.
  absl::Status Reserve(const Reservation& reservation);
  // Memory only; nothing happens for a sale without a reservation.
  void Release(const std::string& sale_id) { tally_.Release(sale_id); }

  // Points that the balance of the account lacks if it was true at `as_of` by the service's clock: of
  // records here, waiting or parked, and of sales that were booked since. A sale that is sold again
  // because the host died does not count against itself: `but_for_sale`, may be empty. Memory only.
  Points SpentBy(const std::string& account_id, Instant as_of,
                 const std::string& but_for_sale) const {
    return tally_.SpentBy(account_id, as_of, but_for_sale);
  }
  // Points of the account that are reserved for other sales than `but_for_sale`. Memory only.
  Points ReservedOf(const std::string& account_id, const std::string& but_for_sale,
                    Instant now) const {
    return tally_.ReservedOf(account_id, but_for_sale, now);
  }
  // How many sales here, and reservations, spend points of the account, other than `but_for_sale`.
  // Memory only.
  int64_t SpendingSalesOf(const std::string& account_id, const std::string& but_for_sale,
                          Instant now) const {
    return tally_.SpendingSalesOf(account_id, but_for_sale, now);
  }
  // How sales here, waiting or parked, and booked ones that the cache does not show yet used the offer,
  // other than `but_for_sale`. Memory only.
  OwnUses UsesOf(const std::string& offer_id, const std::string& but_for_sale) const {
    return tally_.UsesOf(offer_id, but_for_sale);
  }
  // The member's sales here, other than `but_for_sale`, that a history lacks that was true at `as_of`;
  // without their ids. Memory only.
  std::vector<OwnSale> SalesOf(const std::string& member_id, Instant as_of,
                               const std::string& but_for_sale) const {
    return tally_.SalesOf(member_id, as_of, but_for_sale);
  }

  // The sale if this till closed it: while it waits or is parked, and then the last 1,000.
  absl::StatusOr<std::optional<KeptSale>> FindSale(const std::string& sale_id);

  // The oldest.
  absl::StatusOr<std::vector<ParkedRecord>> Parked(int64_t limit = 1'000);

  // A parked record waits again, at its old place. NOT_FOUND / RECORD_UNKNOWN if none of this number
  // is parked.
  absl::Status Resend(int64_t sequence);

  // Memory only.
  Counts counts() const { return tally_.counts(); }

  // For tests that lie about the disk, while it is open.
  sqlite::Connection& connection() { return *connection_; }

 private:
  Outbox(const Folder& folder, std::string vfs) : folder_(folder), vfs_(std::move(vfs)) {}
  absl::Status Connect();
  absl::Status Load(const std::string& path);
  // `work` on the file, if it is open. None of its statements is left when it returns.
  template <typename Work>
  auto WithFile(Work&& work) -> decltype(work());
  void CloseIfDamaged(const absl::Status& status);
  absl::StatusOr<Appended> AppendNew(const v1::OutboxRecord& record, const HeldRecord& held);
  absl::StatusOr<std::vector<v1::OutboxRecord>> ReadPending(int64_t limit);
  absl::StatusOr<std::optional<KeptSale>> ReadSale(const std::string& sale_id);
  absl::StatusOr<std::vector<ParkedRecord>> ReadParked(int64_t limit);
  absl::Status TendFile();
  void ReserveRoom();
  // Runs `work` and the chores in one transaction that is durable when it returns. `adds`: it inserts
  // the record with the highest number.
  absl::Status Write(const std::function<absl::Status()>& work, bool adds = false);
  // In a Write, for each record that goes.
  absl::Status BeforeLosing(int64_t sequence);
  absl::StatusOr<std::optional<Appended>> FindTwin(const v1::OutboxRecord& record);
  absl::StatusOr<std::optional<Appended>> FindBooked(const v1::OutboxRecord& record);
  absl::Status ParkUnreadable(const std::vector<int64_t>& sequences);
  absl::Status MoveLog();

  // Held while the disk is written: nobody takes it whom a quote waits for.
  std::mutex mutex_;
  const Folder& folder_;
  const std::string vfs_;
  std::unique_ptr<sqlite::Connection> connection_;  // null while the file can't be opened
  absl::Status unopened_;                           // why
  absl::Status damage_;  // that showed while the file was open; OK for none
  bool loaded_ = false;  // what the file tells besides its records
  std::string outbox_id_;
  int64_t last_sequence_ = 0;  // that was given out
  int64_t writes_ = 0;
  int64_t writes_seen_ = 0;  // when Tend looked last
  // Not of mutex_.
  std::atomic<int> files_set_aside_{0};
  std::atomic<DiskState> disk_{DiskState::kGood};
  std::atomic<bool> wants_tending_{false};
  Tally tally_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_OUTBOX_H_
