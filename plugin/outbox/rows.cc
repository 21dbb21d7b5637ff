#include "tessera/plugin/outbox/rows.h"

#include <utility>
#include <vector>

#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

constexpr int64_t kReceipts = 1'000;
// A till that met its service to deliver a sale has the balance after it long before that.
constexpr Duration kBookedIsKept = Seconds(31 * 86'400);

bool Parse(absl::string_view bytes, google::protobuf::MessageLite* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// Steps through all rows.
template <typename Row>
absl::Status ForEach(sqlite::Statement& select, Row&& row) {
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, select.Step());
    if (!more) return select.status();
    row();
  }
}

absl::Status KeepReceipt(sqlite::Connection& connection, const v1::SubmittedRecord& answer) {
  TESSERA_RETURN_IF_ERROR(
      connection
          .Prepare("INSERT OR REPLACE INTO receipt (sale_id, message, answer)"
                   " SELECT subject_id, message, ?2 FROM record WHERE sequence = ?1")
          .Integer(answer.sequence())
          .Blob(answer.SerializeAsString())
          .Run());
  return connection
      .Prepare("DELETE FROM receipt WHERE number <= (SELECT MAX(number) FROM receipt) - ?1")
      .Integer(kReceipts)
      .Run();
}

absl::Status KeepBooked(sqlite::Connection& connection, const v1::SubmittedRecord& answer) {
  const v1::SaleResult& result = answer.sale();
  TESSERA_ASSIGN_OR_RETURN(const std::optional<v1::OutboxRecord> record,
                           ReadRecord(connection, answer.sequence()));
  OwnSale own;
  if (record.has_value()) Describe(record->sale(), &own);
  if (result.member_id().empty() && own.offers.empty()) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(connection.Prepare("DELETE FROM booked WHERE booked_at_us < ?1")
                              .Integer(result.committed_at_us() - kBookedIsKept.us)
                              .Run());
  return connection
      .Prepare("INSERT INTO booked (member_id, spent_points, booked_at_us, account_id, paid_minor,"
               " store_id, sold_at_us, offers, sale_id)"
               " SELECT ?2, ?3, ?4, CASE account_id WHEN '' THEN ?2 ELSE account_id END, paid_minor,"
               " ?5, ?6, ?7, subject_id FROM record WHERE sequence = ?1")
      .Integer(answer.sequence())
      .Text(result.member_id())
      .Integer(result.spent_points())
      .Integer(result.committed_at_us())
      .Text(own.store_id)
      .Integer(own.sold_at.us)
      .Blob(OffersToBytes(own.offers))
      .Run();
}

absl::Status SettleOne(sqlite::Connection& connection, const v1::SubmittedRecord& answer) {
  if (!answer.reason().empty()) {
    return ParkRecord(connection, answer.sequence(), answer.reason(), answer.message());
  }
  if (answer.has_sale()) {
    TESSERA_RETURN_IF_ERROR(KeepReceipt(connection, answer));
    TESSERA_RETURN_IF_ERROR(KeepBooked(connection, answer));
  }
  return DeleteRecord(connection, answer.sequence());
}

}  // namespace

const std::string& SubjectOf(const v1::OutboxRecord& record) {
  if (record.has_sale()) return record.sale().sale_id();
  if (record.has_refund()) return record.refund().refund_id();
  if (record.has_enrolment()) return record.enrolment().enrolment_id();
  if (record.has_survey()) return record.survey().answer_id();
  return record.cancelled_sale_id();
}

absl::StatusOr<FileState> ReadFileState(sqlite::Connection& connection) {
  sqlite::Statement select = connection.Prepare(
      "SELECT outbox_id, MAX(last_sequence, COALESCE((SELECT MAX(sequence) FROM record), 0))"
      " FROM file");
  TESSERA_RETURN_IF_ERROR(select.One());
  FileState state{std::string(select.BlobAt(0)), select.IntegerAt(1)};
  TESSERA_RETURN_IF_ERROR(select.status());
  return state;
}

absl::Status KeepLastSequence(sqlite::Connection& connection, int64_t sequence) {
  return connection.Prepare("UPDATE file SET last_sequence = ?1").Integer(sequence).Run();
}

absl::Status InsertRecord(sqlite::Connection& connection, int64_t sequence,
                          const v1::OutboxRecord& record, const HeldRecord& held) {
  return connection
      .Prepare("INSERT INTO record (sequence, kind, subject_id, member_id, account_id,"
               " spent_points, paid_minor, message, created_at_us)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
      .Integer(sequence)
      .Integer(held.kind)
      .Text(held.subject_id)
      .Text(held.sale.member_id)
      .Text(held.sale.account_id)
      .Integer(held.sale.spent.value())
      .Integer(held.sale.paid.value())
      .Blob(record.SerializeAsString())
      .Integer(held.created_at.us)
      .Run();
}

absl::Status DeleteRecord(sqlite::Connection& connection, int64_t sequence) {
  return connection.Prepare("DELETE FROM record WHERE sequence = ?1").Integer(sequence).Run();
}

absl::Status ParkRecord(sqlite::Connection& connection, int64_t sequence, absl::string_view reason,
                        absl::string_view explanation) {
  return connection
      .Prepare("UPDATE record SET parked = 1, reason = ?2, explanation = ?3 WHERE sequence = ?1")
      .Integer(sequence)
      .Text(reason)
      .Text(explanation)
      .Run();
}

absl::StatusOr<std::optional<v1::OutboxRecord>> ReadRecord(sqlite::Connection& connection,
                                                           int64_t sequence) {
  sqlite::Statement select =
      connection.Prepare("SELECT message FROM record WHERE sequence = ?1");
  select.Integer(sequence);
  TESSERA_ASSIGN_OR_RETURN(const bool found, select.Step());
  v1::OutboxRecord record;
  const bool parsed = found && Parse(select.BlobAt(0), &record);
  TESSERA_RETURN_IF_ERROR(select.status());
  if (!parsed) return std::optional<v1::OutboxRecord>();
  record.set_sequence(sequence);
  return std::optional<v1::OutboxRecord>(std::move(record));
}

absl::StatusOr<std::optional<KeptSale>> FindReceipt(sqlite::Connection& connection,
                                                    const std::string& sale_id) {
  sqlite::Statement select =
      connection.Prepare("SELECT message, answer FROM receipt WHERE sale_id = ?1");
  select.Text(sale_id);
  TESSERA_ASSIGN_OR_RETURN(const bool found, select.Step());
  KeptSale kept;
  v1::SubmittedRecord answer;
  const bool parsed =
      found && Parse(select.BlobAt(0), &kept.record) && Parse(select.BlobAt(1), &answer);
  TESSERA_RETURN_IF_ERROR(select.status());
  if (!parsed) return std::optional<KeptSale>();
  kept.answer = std::move(answer);
  return std::optional<KeptSale>(std::move(kept));
}

absl::Status Do(sqlite::Connection& connection, const Chores& chores) {
  for (const v1::SubmittedRecord& answer : chores.settled) {
    TESSERA_RETURN_IF_ERROR(SettleOne(connection, answer));
  }
  for (const std::string& sale_id : chores.released) {
    TESSERA_RETURN_IF_ERROR(DeleteReservation(connection, sale_id));
  }
  if (chores.shown_before.us == 0) return absl::OkStatus();
  return connection.Prepare("DELETE FROM booked WHERE booked_at_us < ?1")
      .Integer(chores.shown_before.us)
      .Run();
}

absl::Status InsertReservation(sqlite::Connection& connection, const Reservation& reservation) {
  return connection.Prepare("INSERT OR REPLACE INTO reservation VALUES (?1, ?2, ?3, ?4, ?5)")
      .Text(reservation.sale_id)
      .Text(reservation.member_id)
      .Text(reservation.account_id)
      .Integer(reservation.points.value())
      .Integer(reservation.lapses_at.us)
      .Run();
}

absl::Status DeleteReservation(sqlite::Connection& connection, const std::string& sale_id) {
  return connection.Prepare("DELETE FROM reservation WHERE sale_id = ?1").Text(sale_id).Run();
}

absl::Status LoadRecords(sqlite::Connection& connection, Tally* tally) {
  sqlite::Statement select = connection.Prepare(
      "SELECT sequence, kind, subject_id, member_id, account_id, spent_points, paid_minor,"
      " created_at_us, parked, message FROM record ORDER BY sequence");
  Tally::Seats seats;
  TESSERA_RETURN_IF_ERROR(ForEach(select, [&] {
    HeldRecord held;
    held.kind = static_cast<int>(select.IntegerAt(1));
    held.subject_id = std::string(select.TextAt(2));
    held.sale.member_id = std::string(select.TextAt(3));
    held.sale.account_id = std::string(select.TextAt(4));
    if (held.sale.account_id.empty()) held.sale.account_id = held.sale.member_id;
    held.sale.spent = Points(select.IntegerAt(5));
    held.sale.paid = Money(select.IntegerAt(6));
    held.created_at = Instant{select.IntegerAt(7)};
    v1::OutboxRecord record;
    if (Parse(select.BlobAt(9), &record) && record.has_sale()) {
      Describe(record.sale(), &held.sale);
    }
    seats.Add(tally->MakeSeat(select.IntegerAt(0), held), select.IntegerAt(8) != 0);
  }));
  tally->Replace(std::move(seats));
  return absl::OkStatus();
}

absl::Status LoadBooked(sqlite::Connection& connection, Tally* tally) {
  sqlite::Statement select = connection.Prepare(
      "SELECT member_id, account_id, spent_points, paid_minor, store_id, sold_at_us, offers,"
      " booked_at_us, sale_id FROM booked");
  std::vector<OwnSale> sales;
  TESSERA_RETURN_IF_ERROR(ForEach(select, [&] {
    OwnSale sale;
    sale.member_id = std::string(select.TextAt(0));
    sale.account_id = std::string(select.TextAt(1));
    if (sale.account_id.empty()) sale.account_id = sale.member_id;
    sale.spent = Points(select.IntegerAt(2));
    sale.paid = Money(select.IntegerAt(3));
    sale.store_id = std::string(select.TextAt(4));
    sale.sold_at = Instant{select.IntegerAt(5)};
    sale.offers = OffersFromBytes(select.BlobAt(6));
    sale.booked_at = Instant{select.IntegerAt(7)};
    sale.sale_id = std::string(select.TextAt(8));
    sales.push_back(std::move(sale));
  }));
  // All or none: it may be tried once more.
  for (const OwnSale& sale : sales) tally->AddBooked(sale);
  return absl::OkStatus();
}

absl::Status LoadReservations(sqlite::Connection& connection, Tally* tally) {
  sqlite::Statement select = connection.Prepare(
      "SELECT sale_id, member_id, account_id, points, lapses_at_us FROM reservation");
  return ForEach(select, [&] {
    tally->Reserve({std::string(select.TextAt(0)), std::string(select.TextAt(1)),
                    std::string(select.TextAt(2)), Points(select.IntegerAt(3)),
                    Instant{select.IntegerAt(4)}},
                   /*from_before=*/true);
  });
}

}  // namespace tessera::plugin
