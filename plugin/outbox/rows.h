// The outbox file, row by row. Inside of a transaction where something is written.
#ifndef TESSERA_PLUGIN_OUTBOX_ROWS_H_
#define TESSERA_PLUGIN_OUTBOX_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/plugin/outbox/tally.h"
#include "tessera/sqlite/connection.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// A sale that this till closed.
struct KeptSale {
  v1::OutboxRecord record;
  // The service's, once it booked the sale.
  std::optional<v1::SubmittedRecord> answer;
};

// The sale, refund, enrolment or survey's answer that a record is about.
const std::string& SubjectOf(const v1::OutboxRecord& record);

// What a file says of itself.
struct FileState {
  std::string outbox_id;
  // The highest number that it gave out.
  int64_t last_sequence = 0;
};

absl::StatusOr<FileState> ReadFileState(sqlite::Connection& connection);
// For when the record with the highest number goes: until then the record itself tells.
absl::Status KeepLastSequence(sqlite::Connection& connection, int64_t sequence);

absl::Status InsertRecord(sqlite::Connection& connection, int64_t sequence,
                          const v1::OutboxRecord& record, const HeldRecord& held);
absl::Status DeleteRecord(sqlite::Connection& connection, int64_t sequence);
absl::Status ParkRecord(sqlite::Connection& connection, int64_t sequence, absl::string_view reason,
                        absl::string_view explanation);
// nullopt if the bytes of this record, which is there, can't be read.
absl::StatusOr<std::optional<v1::OutboxRecord>> ReadRecord(sqlite::Connection& connection,
                                                           int64_t sequence);

// The last 1,000 receipts are kept.
absl::StatusOr<std::optional<KeptSale>> FindReceipt(sqlite::Connection& connection,
                                                    const std::string& sale_id);

// Tells the disk what it does not know yet.
absl::Status Do(sqlite::Connection& connection, const Chores& chores);

absl::Status InsertReservation(sqlite::Connection& connection, const Reservation& reservation);
absl::Status DeleteReservation(sqlite::Connection& connection, const std::string& sale_id);

// All records into memory, in place of those that are there. After an error memory is as it was.
absl::Status LoadRecords(sqlite::Connection& connection, Tally* tally);
// Into a memory that knows none yet: from then on it knows better than the disk.
absl::Status LoadReservations(sqlite::Connection& connection, Tally* tally);
absl::Status LoadBooked(sqlite::Connection& connection, Tally* tally);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_ROWS_H_
