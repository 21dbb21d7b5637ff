// What this till closed and the service has not booked yet: a durable queue in a file of its own.
#ifndef TESSERA_PLUGIN_OUTBOX_OUTBOX_H_
#define TESSERA_PLUGIN_OUTBOX_OUTBOX_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/sqlite/connection.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// What the plugin knows of a record besides its message.
struct OutboxNote {
  Instant created_at;
  // Whose points it spends; empty if it spends none.
  std::string member_id;
  Points spent;
};

// A sale that the service booked and that cached balances may not show yet.
struct BookedSpend {
  std::string member_id;
  Points spent;
  // By the service's clock.
  Instant booked_at;
};

struct ParkedRecord {
  int64_t sequence = 0;
  std::string subject_id;
  std::string reason;
  std::string message;
};

// Thread-safe; each call that changes something may sync the disk. Errors of sqlite/status.h where
// nothing else is said; after an error nothing of the call stands.
class Outbox {
 public:
  struct Counts {
    int64_t pending = 0;
    int64_t parked = 0;
    Instant oldest_pending;  // meaningful if pending > 0
  };

  // DATA_LOSS / OUTBOX_DAMAGED for a file that does not check out: it is left as it is. `vfs` names
  // SQLite's file layer; empty for the default.
  static absl::StatusOr<std::unique_ptr<Outbox>> Open(const Folder& folder,
                                                      const std::string& vfs = "");

  // Returns the record's number once it would survive a power failure. The same subject with the
  // same content while it waits gets the same number, and `*waited` is true then; with other content
  // ALREADY_EXISTS / SALE_ID_REUSED or REFUND_ID_REUSED. `record.sequence` is ignored. `waited` may be
  // null.
  absl::StatusOr<int64_t> Append(v1::OutboxRecord record, const OutboxNote& note,
                                 bool* waited = nullptr);

  // The oldest that wait, in order.
  absl::StatusOr<std::vector<v1::OutboxRecord>> Pending(int64_t limit);

  // Settles answered records in one transaction: what the service booked goes, what it refused is
  // parked, what it asks to send again stays.
  absl::Status Settle(const std::vector<v1::SubmittedRecord>& answers);

  // Takes back a record that the service refused and of which nothing was promised. Its number is not
  // used again: the service may remember it.
  absl::Status Withdraw(int64_t sequence);

  // A sale was booked that never was a record here. Kept in memory: the disk may be full.
  void NoteBooked(BookedSpend spend);

  // Points that the balance of the member lacks if it was true at `as_of` by the service's clock: of
  // records here, waiting or parked, and of sales that were booked since.
  absl::StatusOr<Points> SpentBy(const std::string& member_id, Instant as_of);

  absl::StatusOr<std::vector<ParkedRecord>> Parked();

  // A parked record waits again, at its old place. NOT_FOUND / RECORD_UNKNOWN if none of this number
  // is parked.
  absl::Status Resend(int64_t sequence);

  // Memory only.
  Counts counts() const;

  // For tests that lie about the disk.
  sqlite::Connection& connection() { return *connection_; }

 private:
  Outbox() = default;
  absl::Status Load();
  absl::Status Check();
  absl::Status LoadBooked();
  absl::StatusOr<int64_t> FindTwin(const v1::OutboxRecord& record);
  absl::StatusOr<int64_t> Insert(v1::OutboxRecord record, const OutboxNote& note);
  // The counts are those that follow if the transaction stands.
  struct Outlook;
  absl::Status SettleAll(const std::vector<v1::SubmittedRecord>& answers, Outlook* outlook);
  absl::Status SettleOne(const v1::SubmittedRecord& answer, Outlook* outlook);
  absl::Status KeepBooked(const BookedSpend& spend);
  void RememberBooked(BookedSpend spend);
  absl::StatusOr<Counts> Count();
  void SetCounts(const Counts& counts);

  std::mutex mutex_;
  std::unique_ptr<sqlite::Connection> connection_;
  std::vector<BookedSpend> booked_;
  mutable std::mutex counts_mutex_;
  Counts counts_;
};

// The sale, refund or enrolment that a record is about.
const std::string& SubjectOf(const v1::OutboxRecord& record);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_OUTBOX_H_
