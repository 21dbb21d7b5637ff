#include "tessera/storage/sqlite/insight_tables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/storage/sqlite/query.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kChunkColumns[] =
    "chunk_no, receipts, first_day, last_day, first_sale_no, last_sale_no";
constexpr char kOfferColumns[] =
    "offer_id, store_id, day, receipts, cost_minor, points, coupons, revenue_minor, touched_minor";
constexpr char kPointsColumns[] = "hour, kind, points, overdraft_points, lost_points, entries";

// Columns below it are of receipts.
constexpr int kFirstMemberColumn = 32;

// One column of many chunks is one range of keys.
int64_t PlaceOf(int column, int64_t chunk_no) {
  return (static_cast<int64_t>(column) << 40) | chunk_no;
}

// Eight bytes each, the most significant first; what was written before there were so many partitions
// is 0 from there on.
std::string PlacesToBytes(const EventPlaces& places) {
  std::string bytes;
  for (const int64_t place : places) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>(static_cast<uint64_t>(place) >> shift));
    }
  }
  return bytes;
}

EventPlaces PlacesOf(absl::string_view bytes) {
  EventPlaces places{};
  for (size_t i = 0; i < places.size() && (i + 1) * 8 <= bytes.size(); ++i) {
    uint64_t place = 0;
    for (size_t byte = 0; byte < 8; ++byte) {
      place = place << 8 | static_cast<unsigned char>(bytes[i * 8 + byte]);
    }
    places[i] = static_cast<int64_t>(place);
  }
  return places;
}

InsightState ReadState(Row& row) {
  InsightState state;
  state.sale_no = row.Integer();
  state.refund_no = row.Integer();
  state.without_sale_no = row.Integer();
  state.events = PlacesOf(row.Blob());
  state.as_of = row.Time();
  state.cuts = row.Blob();
  state.segments_day = static_cast<int32_t>(row.Integer());
  state.definitions = row.Blob();
  state.time_zone = row.Text();
  state.is_whole = row.Integer() != 0;
  state.is_forgetting = row.Integer() != 0;
  state.surveys_version = row.Integer();
  state.sets = row.Blob();
  state.sets_are_whole = row.Integer() != 0;
  state.sets_sale_no = row.Integer();
  state.sets_refund_no = row.Integer();
  state.counted_version = row.Integer();
  return state;
}

InsightChunk ReadChunk(Row& row) {
  InsightChunk chunk;
  chunk.chunk_no = row.Integer();
  chunk.receipts = row.Integer();
  chunk.first_day = static_cast<int32_t>(row.Integer());
  chunk.last_day = static_cast<int32_t>(row.Integer());
  chunk.first_sale_no = row.Integer();
  chunk.last_sale_no = row.Integer();
  return chunk;
}

InsightMember ReadMember(Row& row) {
  InsightMember member;
  member.member_no = static_cast<uint32_t>(row.Integer());
  member.member_id = row.Key<MemberId>();
  if (const auto into = row.OptionalInteger()) member.into_no = static_cast<uint32_t>(*into);
  return member;
}

OfferDay ReadOfferDay(Row& row) {
  OfferDay day;
  day.offer_id = row.Text();
  day.store_id = row.Text();
  day.day = static_cast<int32_t>(row.Integer());
  day.receipts = row.Integer();
  day.cost = row.Minor();
  day.points = row.Amount();
  day.coupons = row.Integer();
  day.revenue = row.Minor();
  day.touched = row.Minor();
  return day;
}

PointsHour ReadPointsHour(Row& row) {
  PointsHour hour;
  hour.hour = row.Integer();
  hour.kind = static_cast<int>(row.Integer());
  hour.points = row.Amount();
  hour.overdraft = row.Amount();
  hour.lost = row.Amount();
  hour.entries = row.Integer();
  return hour;
}

SurveyScore ReadScore(Row& row) {
  SurveyScore score;
  score.member_id = row.OptionalKey<MemberId>();
  score.store_id = row.Text();
  score.score = static_cast<int32_t>(row.Integer());
  score.answered_at = row.Time();
  return score;
}

BoughtDay ReadBought(Row& row) {
  BoughtDay day;
  day.set_id = row.Text();
  day.day = static_cast<int32_t>(row.Integer());
  day.visits = row.Integer();
  day.spend = row.Minor();
  return day;
}

}  // namespace

absl::StatusOr<InsightState> SqliteInsightTables::LoadState() const {
  Statement statement = connection_.Prepare(
      "SELECT sale_no, refund_no, without_sale_no, events, as_of_us, cuts, segments_day, definitions,"
      " time_zone, whole, forgetting, surveys_version, sets, sets_whole, sets_sale_no, sets_refund_no,"
      " counted_version FROM insight_state");
  TESSERA_ASSIGN_OR_RETURN(auto state, First(statement, ReadState));
  if (!state) return Broken("nobody noted how far the counting has come");
  return *std::move(state);
}

absl::StatusOr<std::vector<InsightChunk>> SqliteInsightTables::ListChunks() const {
  static constexpr auto kSql =
      Join("SELECT ", kChunkColumns, " FROM insight_chunk ORDER BY chunk_no");
  Statement statement = connection_.Prepare(kSql);
  return All(statement, ReadChunk);
}

absl::StatusOr<std::optional<InsightChunk>> SqliteInsightTables::LastChunk() const {
  static constexpr auto kSql =
      Join("SELECT ", kChunkColumns, " FROM insight_chunk ORDER BY chunk_no DESC LIMIT 1");
  Statement statement = connection_.Prepare(kSql);
  return First(statement, ReadChunk);
}

absl::StatusOr<std::optional<InsightChunk>> SqliteInsightTables::FindChunkOf(
    int64_t sale_no) const {
  static constexpr auto kSql =
      Join("SELECT ", kChunkColumns,
           " FROM insight_chunk WHERE first_sale_no <= ?1 AND last_sale_no >= ?1"
           " ORDER BY chunk_no DESC LIMIT 1");
  Statement statement = connection_.Prepare(kSql);
  statement.Integer(sale_no);
  return First(statement, ReadChunk);
}

absl::StatusOr<std::string> SqliteInsightTables::LoadCells(int column, int64_t chunk_no) const {
  TESSERA_ASSIGN_OR_RETURN(auto cells, FindCells(column, chunk_no));
  if (!cells) {
    return MakeError(absl::StatusCode::kDataLoss, "STORAGE_CORRUPT", "",
                     "a column of counted receipts is missing; have them counted anew");
  }
  return *std::move(cells);
}

absl::StatusOr<std::optional<std::string>> SqliteInsightTables::FindCells(int column,
                                                                          int64_t chunk_no) const {
  Statement statement = connection_.Prepare("SELECT cells FROM insight_column WHERE place = ?1");
  statement.Integer(PlaceOf(column, chunk_no));
  return First(statement, [](Row& row) { return row.Blob(); });
}

absl::StatusOr<std::optional<InsightMember>> SqliteInsightTables::FindMember(
    const MemberId& member_id) const {
  Statement statement = connection_.Prepare(
      "SELECT member_no, member_id, into_no FROM insight_member WHERE member_id = ?1");
  statement.Blob(member_id.ToBytes());
  return First(statement, ReadMember);
}

absl::StatusOr<std::optional<InsightMember>> SqliteInsightTables::FindMember(
    uint32_t member_no) const {
  Statement statement = connection_.Prepare(
      "SELECT member_no, member_id, into_no FROM insight_member WHERE member_no = ?1");
  statement.Integer(member_no);
  return First(statement, ReadMember);
}

absl::StatusOr<uint32_t> SqliteInsightTables::LastMember() const {
  Statement statement =
      connection_.Prepare("SELECT coalesce(max(member_no), 0) FROM insight_member");
  TESSERA_RETURN_IF_ERROR(statement.One());
  return static_cast<uint32_t>(statement.IntegerAt(0));
}

absl::StatusOr<std::optional<int32_t>> SqliteInsightTables::FindFirstPurchaseDay(
    const MemberId& member_id) const {
  Statement statement = connection_.Prepare(
      "SELECT day FROM purchase_day WHERE member_id = ?1 AND visits > 0 ORDER BY day LIMIT 1");
  statement.Blob(member_id.ToBytes());
  return First(statement, [](Row& row) { return static_cast<int32_t>(row.Integer()); });
}

absl::StatusOr<std::vector<std::string>> SqliteInsightTables::ListNames(InsightName kind) const {
  Statement statement =
      connection_.Prepare("SELECT name FROM insight_name WHERE kind = ?1 ORDER BY number");
  statement.Integer(static_cast<int64_t>(kind));
  return All(statement, [](Row& row) { return row.Text(); });
}

absl::StatusOr<std::vector<OfferDay>> SqliteInsightTables::SumOffers(absl::string_view store_id,
                                                                     int32_t first_day,
                                                                     int32_t last_day) const {
  Statement statement = connection_.Prepare(
      "SELECT offer_id, store_id, 0, sum(receipts), sum(cost_minor), sum(points), sum(coupons),"
      " sum(revenue_minor), sum(touched_minor) FROM offer_day"
      " WHERE store_id = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY offer_id");
  statement.Text(store_id).Integer(first_day).Integer(last_day);
  return All(statement, ReadOfferDay);
}

absl::StatusOr<std::vector<PointsHour>> SqliteInsightTables::SumPoints(int64_t first_hour,
                                                                       int64_t end_hour) const {
  Statement statement = connection_.Prepare(
      "SELECT 0, kind, sum(points), sum(overdraft_points), sum(lost_points), sum(entries)"
      " FROM points_hour WHERE hour >= ?1 AND hour < ?2 GROUP BY kind");
  statement.Integer(first_hour).Integer(end_hour);
  return All(statement, ReadPointsHour);
}

absl::StatusOr<std::vector<SurveyScore>> SqliteInsightTables::ListScores(
    absl::string_view survey_id, Instant from, Instant until) const {
  Statement statement = connection_.Prepare(
      "SELECT member_id, store_id, score, answered_at_us FROM survey_answer WHERE survey_id = ?1"
      " AND answered_at_us >= ?2 AND answered_at_us < ?3 AND score IS NOT NULL"
      " ORDER BY answered_at_us");
  statement.Text(survey_id).Integer(from.us).Integer(until.us);
  return All(statement, ReadScore);
}

absl::StatusOr<std::vector<uint32_t>> SqliteInsightTables::ListSegment(absl::string_view segment_id,
                                                                       uint32_t after,
                                                                       int limit) const {
  Statement statement = connection_.Prepare(
      "SELECT member_no FROM member_segment WHERE segment_id = ?1 AND member_no > ?2"
      " ORDER BY member_no LIMIT ?3");
  statement.Text(segment_id).Integer(after).Integer(limit);
  return All(statement, [](Row& row) { return static_cast<uint32_t>(row.Integer()); });
}

absl::Status SqliteInsightTables::SaveState(const InsightState& state) {
  return connection_
      .Prepare("UPDATE insight_state SET sale_no = ?1, refund_no = ?2, without_sale_no = ?3,"
               " events = ?4, as_of_us = ?5, cuts = ?6, segments_day = ?7, definitions = ?8,"
               " time_zone = ?9, whole = ?10, forgetting = ?11, surveys_version = ?12, sets = ?13,"
               " sets_whole = ?14, sets_sale_no = ?15, sets_refund_no = ?16,"
               " counted_version = ?17")
      .Integer(state.sale_no)
      .Integer(state.refund_no)
      .Integer(state.without_sale_no)
      .Blob(PlacesToBytes(state.events))
      .Integer(state.as_of.us)
      .Blob(state.cuts)
      .Integer(state.segments_day)
      .Blob(state.definitions)
      .Text(state.time_zone)
      .Integer(state.is_whole ? 1 : 0)
      .Integer(state.is_forgetting ? 1 : 0)
      .Integer(state.surveys_version)
      .Blob(state.sets)
      .Integer(state.sets_are_whole ? 1 : 0)
      .Integer(state.sets_sale_no)
      .Integer(state.sets_refund_no)
      .Integer(state.counted_version)
      .Run();
}

absl::Status SqliteInsightTables::SaveChunk(const InsightChunk& chunk) {
  static constexpr auto kSql = Join("INSERT OR REPLACE INTO insight_chunk (", kChunkColumns,
                                    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  return connection_.Prepare(kSql)
      .Integer(chunk.chunk_no)
      .Integer(chunk.receipts)
      .Integer(chunk.first_day)
      .Integer(chunk.last_day)
      .Integer(chunk.first_sale_no)
      .Integer(chunk.last_sale_no)
      .Run();
}

absl::Status SqliteInsightTables::RemoveChunk(int64_t chunk_no) {
  for (int column = 0; column < kFirstMemberColumn; ++column) {
    TESSERA_RETURN_IF_ERROR(connection_.Prepare("DELETE FROM insight_column WHERE place = ?1")
                                .Integer(PlaceOf(column, chunk_no))
                                .Run());
  }
  return connection_.Prepare("DELETE FROM insight_chunk WHERE chunk_no = ?1")
      .Integer(chunk_no)
      .Run();
}

absl::Status SqliteInsightTables::SaveCells(int column, int64_t chunk_no,
                                            absl::string_view cells) {
  return connection_.Prepare("INSERT OR REPLACE INTO insight_column (place, cells) VALUES (?1, ?2)")
      .Integer(PlaceOf(column, chunk_no))
      .Blob(cells)
      .Run();
}

absl::Status SqliteInsightTables::SaveMember(const InsightMember& member) {
  Statement statement = connection_.Prepare(
      "INSERT INTO insight_member"
      " (member_no, member_id, into_no) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (member_no) DO UPDATE SET into_no = excluded.into_no");
  statement.Integer(member.member_no).Blob(member.member_id.ToBytes());
  if (member.into_no) {
    statement.Integer(*member.into_no);
  } else {
    statement.Null();
  }
  return statement.Run();
}

absl::StatusOr<int64_t> SqliteInsightTables::NumberOf(InsightName kind, absl::string_view name) {
  Statement find =
      connection_.Prepare("SELECT number FROM insight_name WHERE kind = ?1 AND name = ?2");
  find.Integer(static_cast<int64_t>(kind)).Text(name);
  TESSERA_ASSIGN_OR_RETURN(const auto number, First(find, [](Row& row) { return row.Integer(); }));
  if (number) return *number;
  Statement last = connection_.Prepare(
      "SELECT coalesce(max(number), 0) FROM insight_name WHERE kind = ?1");
  last.Integer(static_cast<int64_t>(kind));
  TESSERA_RETURN_IF_ERROR(last.One());
  const int64_t next = last.IntegerAt(0) + 1;
  TESSERA_RETURN_IF_ERROR(
      connection_.Prepare("INSERT INTO insight_name (kind, number, name) VALUES (?1, ?2, ?3)")
          .Integer(static_cast<int64_t>(kind))
          .Integer(next)
          .Text(name)
          .Run());
  return next;
}

absl::Status SqliteInsightTables::AddOfferDay(const OfferDay& day) {
  static constexpr auto kSql =
      Join("INSERT INTO offer_day (", kOfferColumns,
           ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE SET"
           " receipts = receipts + excluded.receipts, cost_minor = cost_minor + excluded.cost_minor,"
           " points = points + excluded.points, coupons = coupons + excluded.coupons,"
           " revenue_minor = revenue_minor + excluded.revenue_minor,"
           " touched_minor = touched_minor + excluded.touched_minor");
  return connection_.Prepare(kSql)
      .Text(day.offer_id)
      .Text(day.store_id)
      .Integer(day.day)
      .Integer(day.receipts)
      .Integer(day.cost.value())
      .Integer(day.points.value())
      .Integer(day.coupons)
      .Integer(day.revenue.value())
      .Integer(day.touched.value())
      .Run();
}

absl::Status SqliteInsightTables::AddPoints(const PointsHour& hour) {
  static constexpr auto kSql =
      Join("INSERT INTO points_hour (", kPointsColumns,
           ") VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET"
           " points = points + excluded.points,"
           " overdraft_points = overdraft_points + excluded.overdraft_points,"
           " lost_points = lost_points + excluded.lost_points,"
           " entries = entries + excluded.entries");
  return connection_.Prepare(kSql)
      .Integer(hour.hour)
      .Integer(hour.kind)
      .Integer(hour.points.value())
      .Integer(hour.overdraft.value())
      .Integer(hour.lost.value())
      .Integer(hour.entries)
      .Run();
}

absl::Status SqliteInsightTables::SetSegments(uint32_t member_no,
                                              const std::vector<std::string>& segments) {
  Statement list =
      connection_.Prepare("SELECT segment_id FROM member_segment WHERE member_no = ?1");
  list.Integer(member_no);
  TESSERA_ASSIGN_OR_RETURN(const auto before,
                           All(list, [](Row& row) { return row.Text(); }));
  const auto has = [](const std::vector<std::string>& among, const std::string& segment) {
    return std::find(among.begin(), among.end(), segment) != among.end();
  };
  for (const std::string& segment : before) {
    if (has(segments, segment)) continue;
    TESSERA_RETURN_IF_ERROR(
        connection_
            .Prepare("DELETE FROM member_segment WHERE segment_id = ?1 AND member_no = ?2")
            .Text(segment)
            .Integer(member_no)
            .Run());
  }
  for (const std::string& segment : segments) {
    if (has(before, segment)) continue;
    TESSERA_RETURN_IF_ERROR(
        connection_.Prepare("INSERT INTO member_segment (segment_id, member_no) VALUES (?1, ?2)")
            .Text(segment)
            .Integer(member_no)
            .Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<BoughtDay>> SqliteInsightTables::ListBought(uint32_t member_no) const {
  Statement statement = connection_.Prepare(
      "SELECT set_id, day, visits, spend_minor FROM bought_day WHERE member_no = ?1"
      " ORDER BY set_id, day");
  statement.Integer(member_no);
  return All(statement, ReadBought);
}

absl::Status SqliteInsightTables::AddBought(uint32_t member_no, const BoughtDay& day) {
  return connection_
      .Prepare("INSERT INTO bought_day (member_no, set_id, day, visits, spend_minor)"
               " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET"
               " visits = visits + excluded.visits, spend_minor = spend_minor + excluded.spend_minor")
      .Integer(member_no)
      .Text(day.set_id)
      .Integer(day.day)
      .Integer(day.visits)
      .Integer(day.spend.value())
      .Run();
}

absl::Status SqliteInsightTables::MoveBought(uint32_t from, uint32_t into) {
  TESSERA_ASSIGN_OR_RETURN(const auto days, ListBought(from));
  for (const BoughtDay& day : days) TESSERA_RETURN_IF_ERROR(AddBought(into, day));
  if (days.empty()) return absl::OkStatus();
  return connection_.Prepare("DELETE FROM bought_day WHERE member_no = ?1").Integer(from).Run();
}

absl::Status SqliteInsightTables::RemoveBought(uint32_t member_no, int32_t day) {
  return connection_.Prepare("DELETE FROM bought_day WHERE member_no = ?1 AND day < ?2")
      .Integer(member_no)
      .Integer(day)
      .Run();
}

absl::StatusOr<bool> SqliteInsightTables::ForgetBought(int limit) {
  TESSERA_RETURN_IF_ERROR(
      connection_
          .Prepare("DELETE FROM bought_day WHERE (member_no, set_id, day) IN"
                   " (SELECT member_no, set_id, day FROM bought_day LIMIT ?1)")
          .Integer(limit)
          .Run());
  return connection_.changed_rows() < limit;
}

absl::StatusOr<bool> SqliteInsightTables::Forget(int chunks, int offer_days) {
  Statement list =
      connection_.Prepare("SELECT chunk_no FROM insight_chunk ORDER BY chunk_no DESC LIMIT ?1");
  list.Integer(chunks);
  TESSERA_ASSIGN_OR_RETURN(const auto found, All(list, [](Row& row) { return row.Integer(); }));
  for (const int64_t chunk_no : found) TESSERA_RETURN_IF_ERROR(RemoveChunk(chunk_no));
  TESSERA_RETURN_IF_ERROR(
      connection_
          .Prepare("DELETE FROM offer_day WHERE (store_id, day, offer_id) IN"
                   " (SELECT store_id, day, offer_id FROM offer_day LIMIT ?1)")
          .Integer(offer_days)
          .Run());
  return found.size() < static_cast<size_t>(chunks) && connection_.changed_rows() < offer_days;
}

}  // namespace tessera::storage::sqlite
