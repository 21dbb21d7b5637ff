#include "tessera/storage/sqlite/events.h"

#include "tessera/storage/sqlite/query.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kEventColumns[] =
    "partition, event_no, kind, happened_at_us, member_id, number, key";

constexpr size_t kPlaceBytes = 8;

Event ReadEvent(Row& row) {
  Event event;
  event.partition = static_cast<int>(row.Integer());
  event.event_no = row.Integer();
  event.kind = static_cast<EventKind>(row.Integer());
  event.happened_at = row.Time();
  event.member_id = row.OptionalKey<MemberId>();
  event.number = row.Integer();
  event.key = row.Blob();
  return event;
}

// Of a run from before events were kept: nothing.
std::optional<EventPlaces> PlacesFromBytes(absl::string_view bytes) {
  EventPlaces places{};
  if (bytes.empty()) return places;
  if (bytes.size() != places.size() * kPlaceBytes) return std::nullopt;
  for (size_t i = 0; i < bytes.size(); ++i) {
    uint64_t value = static_cast<uint64_t>(places[i / kPlaceBytes]);
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
    places[i / kPlaceBytes] = static_cast<int64_t>(value);
  }
  return places;
}

}  // namespace

Event EventOf(EventKind kind, const MemberId& member_id, Instant happened_at) {
  Event event;
  event.partition = EventPartitionOf(member_id.ToBytes());
  event.kind = kind;
  event.happened_at = happened_at;
  event.member_id = member_id;
  return event;
}

std::string PlacesToBytes(const EventPlaces& places) {
  std::string bytes;
  bytes.reserve(places.size() * kPlaceBytes);
  for (const int64_t place : places) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>(static_cast<uint64_t>(place) >> shift));
    }
  }
  return bytes;
}

absl::StatusOr<std::vector<Event>> SqliteEvents::List(int partition, int64_t after,
                                                      int limit) const {
  static constexpr auto kSql =
      Join("SELECT ", kEventColumns,
           " FROM event WHERE partition = ?1 AND event_no > ?2 ORDER BY event_no LIMIT ?3");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(partition).Integer(after).Integer(limit);
  return All(statement, ReadEvent);
}

// The last row of a partition always stays, so it is where the numbers go on.
absl::StatusOr<EventPlaces> SqliteEvents::Last() const {
  EventPlaces places{};
  Statement statement = connection_.Prepare(
      "SELECT partition, coalesce((SELECT max(event_no) FROM event"
      " WHERE event.partition = event_partition.partition), 0) FROM event_partition");
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool found, statement.Step());
    if (!found) return places;
    const int64_t partition = statement.IntegerAt(0);
    if (partition < 0 || partition >= kEventPartitions) return Broken("a partition is unknown");
    places[static_cast<size_t>(partition)] = statement.IntegerAt(1);
  }
}

absl::StatusOr<EventPlaces> SqliteEvents::Pruned() const {
  EventPlaces places{};
  Statement statement = connection_.Prepare("SELECT partition, pruned_no FROM event_partition");
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool found, statement.Step());
    if (!found) return places;
    const int64_t partition = statement.IntegerAt(0);
    if (partition < 0 || partition >= kEventPartitions) return Broken("a partition is unknown");
    places[static_cast<size_t>(partition)] = statement.IntegerAt(1);
  }
}

absl::StatusOr<std::optional<EventPlaces>> SqliteEvents::Reached(const Uuid& run_id) const {
  Statement run = connection_.Prepare("SELECT run_no FROM run WHERE run_id = ?1");
  run.Blob(AsBytes(run_id));
  TESSERA_ASSIGN_OR_RETURN(const auto run_no, First(run, [](Row& row) { return row.Integer(); }));
  if (!run_no) return std::optional<EventPlaces>();
  Statement next = connection_.Prepare(
      "SELECT first_events FROM run WHERE run_no > ?1 ORDER BY run_no LIMIT 1");
  next.Integer(*run_no);
  TESSERA_ASSIGN_OR_RETURN(const auto bytes, First(next, [](Row& row) { return row.Blob(); }));
  if (!bytes) {
    TESSERA_ASSIGN_OR_RETURN(EventPlaces last, Last());
    return std::optional<EventPlaces>(last);
  }
  const std::optional<EventPlaces> places = PlacesFromBytes(*bytes);
  if (!places) return Broken("a run's events are unreadable");
  return places;
}

absl::StatusOr<std::optional<Instant>> SqliteEvents::Oldest() const {
  Statement statement = connection_.Prepare(
      "SELECT (SELECT happened_at_us FROM event WHERE event.partition = event_partition.partition"
      " ORDER BY event_no LIMIT 1) AS at_us FROM event_partition"
      " WHERE at_us IS NOT NULL ORDER BY at_us LIMIT 1");
  return First(statement, [](Row& row) { return row.Time(); });
}

absl::StatusOr<int64_t> SqliteEvents::CountRows(Counted what) const {
  const auto sql = [what]() -> absl::string_view {
    switch (what) {
      case Counted::kMembers: return "SELECT count(*) FROM member";
      case Counted::kIdentifiers: return "SELECT count(*) FROM identifier";
      case Counted::kEntries: return "SELECT coalesce(sum(last_entry_no), 0) FROM account";
      case Counted::kOpenLots: return "SELECT count(*) FROM lot WHERE remaining_points > 0";
      case Counted::kSales: return "SELECT coalesce(max(sale_no), 0) FROM sale";
      case Counted::kRefunds:
        return "SELECT (SELECT coalesce(max(refund_no), 0) FROM refund)"
               " + (SELECT coalesce(max(refund_no), 0) FROM refund_without_sale)";
      case Counted::kCoupons: return "SELECT count(*) FROM coupon";
      case Counted::kGiftCards: return "SELECT count(*) FROM tender WHERE kind = 1";
      case Counted::kProducts: return "SELECT count(*) FROM product";
      case Counted::kAnswers: return "SELECT coalesce(max(answer_no), 0) FROM survey_answer";
      case Counted::kFollowUps: return "SELECT coalesce(max(follow_up_no), 0) FROM follow_up";
      case Counted::kTerminals: return "SELECT count(*) FROM terminal";
      case Counted::kStores: return "SELECT count(*) FROM store";
      case Counted::kPrograms: return "SELECT count(*) FROM program_version";
      case Counted::kActs: return "SELECT coalesce(max(request_no), 0) FROM requested_change";
    }
    return "";
  };
  Statement statement = connection_.Prepare(sql());
  TESSERA_RETURN_IF_ERROR(statement.One());
  return statement.IntegerAt(0);
}

absl::Status SqliteEvents::Append(const Event& event) {
  static constexpr auto kSql =
      Join("INSERT INTO event (", kEventColumns,
           ") SELECT ?1, coalesce((SELECT max(event_no) FROM event WHERE partition = ?1), 0) + 1,"
           " ?2, ?3, ?4, ?5, ?6");
  if (event.partition < 0 || event.partition >= kEventPartitions) {
    return Broken("an event belongs to no partition");
  }
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(event.partition)
      .Integer(static_cast<int64_t>(event.kind))
      .Integer(event.happened_at.us);
  BindKey(statement, event.member_id);
  return statement.Integer(event.number).Blob(event.key).Run();
}

absl::StatusOr<SqliteEvents::Appending> SqliteEvents::Appending::Begin(const SqliteEvents& events) {
  static constexpr auto kSql =
      Join("INSERT INTO event (", kEventColumns, ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  TESSERA_ASSIGN_OR_RETURN(const EventPlaces last, events.Last());
  return Appending(events.connection_.Prepare(kSql), last);
}

absl::Status SqliteEvents::Appending::Append(int partition, EventKind kind, Instant happened_at,
                                             const MemberId& member_id, int64_t number,
                                             absl::string_view key) {
  insert_.Integer(partition)
      .Integer(++last_[static_cast<size_t>(partition)])
      .Integer(static_cast<int64_t>(kind))
      .Integer(happened_at.us)
      .Blob(member_id.ToBytes())
      .Integer(number)
      .Blob(key);
  TESSERA_RETURN_IF_ERROR(insert_.Run());
  insert_.Reset();
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SqliteEvents::Prune(Instant before, const EventPlaces& up_to,
                                            int limit) {
  int64_t pruned = 0;
  for (int partition = 0; partition < kEventPartitions; ++partition) {
    TESSERA_ASSIGN_OR_RETURN(const int64_t gone, PruneOne(partition, before, up_to[static_cast<size_t>(partition)], limit));
    pruned += gone;
  }
  return pruned;
}

absl::StatusOr<int64_t> SqliteEvents::PruneOne(int partition, Instant before, int64_t up_to,
                                               int limit) {
  TESSERA_ASSIGN_OR_RETURN(const auto events, List(partition, 0, limit + 1));
  // Where the clock was ahead for a while, what came behind is old all the same.
  size_t old = events.empty() ? 0 : events.size() - 1;
  const auto stays = [&](const Event& event) {
    return event.event_no > up_to || !(event.happened_at < before);
  };
  while (old > 0 && stays(events[old - 1])) --old;
  if (old == 0) return int64_t{0};
  const int64_t last = events[old - 1].event_no;
  TESSERA_RETURN_IF_ERROR(
      connection_.Prepare("DELETE FROM event WHERE partition = ?1 AND event_no <= ?2")
          .Integer(partition)
          .Integer(last)
          .Run());
  TESSERA_RETURN_IF_ERROR(
      connection_.Prepare("UPDATE event_partition SET pruned_no = ?2 WHERE partition = ?1")
          .Integer(partition)
          .Integer(last)
          .Run());
  return static_cast<int64_t>(old);
}

}  // namespace tessera::storage::sqlite
