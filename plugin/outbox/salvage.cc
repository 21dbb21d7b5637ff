#include "tessera/plugin/outbox/salvage.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "tessera/base/status.h"
#include "tessera/plugin/outbox/rows.h"
#include "tessera/sqlite/migration.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::plugin {
namespace {

// Each costs some microseconds: a file of which hardly anything can be read must not take for ever.
constexpr int kMostFailures = 20'000;
// No till gives out so many numbers, not even one that began above the seconds since 1970.
constexpr int64_t kHighest = int64_t{1} << 40;

constexpr char kRecords[] =
    "SELECT sequence, kind, subject_id, member_id, spent_points, message, created_at_us, parked,"
    " reason, explanation, account_id, paid_minor FROM record WHERE sequence BETWEEN ?1 AND ?2"
    " ORDER BY sequence";
constexpr char kRecordsBackwards[] =
    "SELECT sequence, kind, subject_id, member_id, spent_points, message, created_at_us, parked,"
    " reason, explanation, account_id, paid_minor FROM record WHERE sequence BETWEEN ?1 AND ?2"
    " ORDER BY sequence DESC";
constexpr char kOldRecords[] =
    "SELECT sequence, kind, subject_id, member_id, spent_points, message, created_at_us, parked,"
    " reason, explanation, member_id, 0 FROM record WHERE sequence BETWEEN ?1 AND ?2"
    " ORDER BY sequence";
constexpr char kOldRecordsBackwards[] =
    "SELECT sequence, kind, subject_id, member_id, spent_points, message, created_at_us, parked,"
    " reason, explanation, member_id, 0 FROM record WHERE sequence BETWEEN ?1 AND ?2"
    " ORDER BY sequence DESC";
constexpr char kPutRecord[] =
    "INSERT OR IGNORE INTO record (sequence, kind, subject_id, member_id, spent_points, message,"
    " created_at_us, parked, reason, explanation, account_id, paid_minor)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
constexpr char kRecordColumns[] = "iittibiittti";

// A table that is copied from its beginning, as far as it can be read.
struct Table {
  const char* select;
  const char* insert;
  const char* columns;  // i, t or b each
  int first_version;
  int last_version;
};
constexpr int kNewest = 1'000;
constexpr int kCounted = 4;  // from this version on the file itself says which numbers it gave out
constexpr char kPutBooked[] =
    "INSERT INTO booked (member_id, spent_points, booked_at_us, account_id, paid_minor, store_id,"
    " sold_at_us, offers, sale_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr Table kTables[] = {
    {"SELECT number, sale_id, message, answer FROM receipt ORDER BY number",
     "INSERT OR IGNORE INTO receipt (number, sale_id, message, answer) VALUES (?1, ?2, ?3, ?4)",
     "itbb", 3, kNewest},
    {"SELECT sale_id, member_id, account_id, points, lapses_at_us FROM reservation",
     "INSERT OR IGNORE INTO reservation VALUES (?1, ?2, ?3, ?4, ?5)", "tttii", 3, kNewest},
    {"SELECT member_id, spent_points, booked_at_us, account_id, paid_minor, store_id, sold_at_us,"
     " offers, sale_id FROM booked",
     kPutBooked, "tiititibt", 4, kNewest},
    {"SELECT member_id, spent_points, booked_at_us, account_id, paid_minor, store_id, sold_at_us,"
     " offers, '' FROM booked",
     kPutBooked, "tiititibt", 3, 3}};

absl::Status CopyRow(sqlite::Statement& row, const char* columns, sqlite::Statement insert) {
  for (int column = 0; columns[column] != '\0'; ++column) {
    switch (columns[column]) {
      case 'i': insert.Integer(row.IntegerAt(column)); break;
      case 't': insert.Text(row.TextAt(column)); break;
      default: insert.Blob(row.BlobAt(column)); break;
    }
  }
  return row.status().ok() ? insert.Run() : absl::OkStatus();
}

class Copier {
 public:
  Copier(sqlite::Connection& from, sqlite::Connection& to)
      : from_(from), to_(to), version_(sqlite::SchemaVersion(from).value_or(0)) {}

  int64_t last() const { return last_; }

  // From both ends; what lies between them is halved until what is damaged is alone. Numbers may have
  // wide gaps, which belong to one page or the other: halving alone would lose itself in one.
  absl::Status CopyRecords(int64_t first, int64_t last) {
    TESSERA_RETURN_IF_ERROR(CopyUpwards(&first, last));
    if (first <= last) TESSERA_RETURN_IF_ERROR(CopyDownwards(first, &last));
    if (first >= last || ++failures_ > kMostFailures) return absl::OkStatus();
    const int64_t middle = first + (last - first) / 2;
    TESSERA_RETURN_IF_ERROR(CopyRecords(first, middle));
    return CopyRecords(middle + 1, last);
  }

  absl::Status CopyTable(const Table& table) {
    if (version_ < table.first_version || version_ > table.last_version) return absl::OkStatus();
    sqlite::Statement select = from_.Prepare(table.select);
    while (select.Step().value_or(false)) {
      TESSERA_RETURN_IF_ERROR(CopyRow(select, table.columns, to_.Prepare(table.insert)));
    }
    return absl::OkStatus();
  }

 private:
  // Leaves `*first` behind what was copied; above `last` if that was all.
  absl::Status CopyUpwards(int64_t* first, int64_t last) {
    sqlite::Statement select = from_.Prepare(version_ < 3 ? kOldRecords : kRecords);
    select.Integer(*first).Integer(last);
    return CopyAsFarAsItGoes(select, [&](std::optional<int64_t> copied) {
      *first = copied.value_or(last) + 1;
    });
  }

  // Leaves `*last` before what was copied; below `first` if that was all.
  absl::Status CopyDownwards(int64_t first, int64_t* last) {
    sqlite::Statement select =
        from_.Prepare(version_ < 3 ? kOldRecordsBackwards : kRecordsBackwards);
    select.Integer(first).Integer(*last);
    return CopyAsFarAsItGoes(select, [&](std::optional<int64_t> copied) {
      *last = copied.value_or(first) - 1;
    });
  }

  // `note` is told each number that was copied, and nullopt behind the last of all.
  template <typename Note>
  absl::Status CopyAsFarAsItGoes(sqlite::Statement& select, Note&& note) {
    while (true) {
      const absl::StatusOr<bool> more = select.Step();
      if (!more.ok()) return absl::OkStatus();
      if (!*more) break;
      const int64_t sequence = select.IntegerAt(0);
      TESSERA_RETURN_IF_ERROR(CopyRow(select, kRecordColumns, to_.Prepare(kPutRecord)));
      if (!select.status().ok()) return absl::OkStatus();
      last_ = std::max(last_, sequence);
      note(sequence);
    }
    note(std::nullopt);
    return absl::OkStatus();
  }

  sqlite::Connection& from_;
  sqlite::Connection& to_;
  const int version_;
  int64_t last_ = 0;
  int failures_ = 0;
};

// nullopt if it can't be read.
std::optional<int64_t> FigureOf(sqlite::Connection& from, const char* sql) {
  sqlite::Statement select = from.Prepare(sql);
  if (!select.One().ok()) return std::nullopt;
  const int64_t figure = select.IntegerAt(0);
  if (!select.status().ok() || figure < 0 || figure > kHighest) return std::nullopt;
  return figure;
}

// No lower than the highest number that the file gave out. While there are records its counter may be
// behind them: neither of the two tells without the other.
int64_t LastGivenOut(sqlite::Connection& from, int64_t fallback) {
  const auto highest = FigureOf(from, "SELECT COALESCE(MAX(sequence), 0) FROM record");
  auto counter = FigureOf(from, "SELECT last_sequence FROM file");
  if (!counter.has_value() && sqlite::SchemaVersion(from).value_or(kCounted) < kCounted) {
    counter = FigureOf(
        from, "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'record'");
  }
  return std::max(highest.value_or(fallback), counter.value_or(fallback));
}

}  // namespace

absl::Status BeginAbove(sqlite::Connection& to, int64_t sequence) {
  return KeepLastSequence(to, sequence);
}

absl::Status Salvage(sqlite::Connection& from, sqlite::Connection& to, int64_t fallback) {
  TESSERA_ASSIGN_OR_RETURN(
      auto transaction, sqlite::Transaction::Begin(to, sqlite::TransactionKind::kWrite));
  Copier copier(from, to);
  // What the file says of its highest number may be as wrong as the rest of it.
  TESSERA_RETURN_IF_ERROR(copier.CopyRecords(1, kHighest));
  for (const Table& table : kTables) TESSERA_RETURN_IF_ERROR(copier.CopyTable(table));
  TESSERA_RETURN_IF_ERROR(BeginAbove(to, std::max(LastGivenOut(from, fallback), copier.last())));
  return transaction.Commit();
}

}  // namespace tessera::plugin
