// What happened to the chain, in the order in which it became durable: what HQ's systems read.
#ifndef TESSERA_STORAGE_SQLITE_EVENTS_H_
#define TESSERA_STORAGE_SQLITE_EVENTS_H_

#include <utility>

#include "tessera/sqlite/connection.h"
#include "tessera/storage/events.h"

namespace tessera::storage::sqlite {

// Over the connection of a transaction. Keeps nothing, so that any part of a transaction may have its own.
class SqliteEvents final : public Events {
 public:
  explicit SqliteEvents(tessera::sqlite::Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::vector<Event>> List(int partition, int64_t after, int limit) const override;
  absl::StatusOr<EventPlaces> Last() const override;
  absl::StatusOr<EventPlaces> Pruned() const override;
  absl::StatusOr<std::optional<EventPlaces>> Reached(const Uuid& run_id) const override;
  absl::StatusOr<std::optional<Instant>> Oldest() const override;

  absl::StatusOr<std::optional<Sale>> FindSale(int64_t sale_no) const override;
  absl::StatusOr<std::optional<Refund>> FindRefund(int64_t refund_no) const override;
  absl::StatusOr<std::optional<RefundWithoutSale>> FindRefundWithoutSale(
      int64_t refund_no) const override;
  absl::StatusOr<std::vector<Refund>> ListRefunds(int64_t after_refund_no,
                                                  int limit) const override;
  absl::StatusOr<std::vector<IdentifierRow>> ListIdentifiers(
      const std::optional<IdentifierHash>& after, int limit) const override;

  absl::StatusOr<int64_t> CountRows(Counted what) const override;

  absl::Status Append(const Event& event) override;
  class Appending;  // for many at once
  absl::StatusOr<int64_t> Prune(Instant before, const EventPlaces& up_to, int limit) override;

 private:
  absl::StatusOr<int64_t> PruneOne(int partition, Instant before, int64_t up_to, int limit);

  tessera::sqlite::Connection& connection_;
};

// Writes events one behind the other, of which only this object adds some while it is there.
class SqliteEvents::Appending {
 public:
  static absl::StatusOr<Appending> Begin(const SqliteEvents& events);

  absl::Status Append(int partition, EventKind kind, Instant happened_at, const MemberId& member_id,
                      int64_t number, absl::string_view key);

 private:
  Appending(tessera::sqlite::Statement insert, const EventPlaces& last)
      : insert_(std::move(insert)), last_(last) {}

  tessera::sqlite::Statement insert_;
  EventPlaces last_;
};

// What happened to a member, in its partition.
Event EventOf(EventKind kind, const MemberId& member_id, Instant happened_at);

// As run.first_events keeps them.
std::string PlacesToBytes(const EventPlaces& places);

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_EVENTS_H_
