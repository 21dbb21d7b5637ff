// What is counted behind the sales: receipts in columns, members, sums by day and hour.
#ifndef TESSERA_STORAGE_INSIGHT_TABLES_H_
#define TESSERA_STORAGE_INSIGHT_TABLES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/number.h"
#include "tessera/storage/events.h"

namespace tessera::storage {

// How far the counting has come. Days count from 1970-01-01.
struct InsightState {
  int64_t sale_no = 0;          // the last sale that was counted
  int64_t refund_no = 0;        // likewise
  int64_t without_sale_no = 0;  // of refunds without a sale
  EventPlaces events{};         // the last event that was counted of each partition
  Instant as_of;                // all that was booked until then is counted
  std::string cuts;             // RFM's, a form of whoever counts
  int32_t segments_day = 0;     // on which all members were last looked at
  std::string definitions;      // with which they were: a form of whoever counts
  std::string time_zone;        // by whose days receipts were counted; empty before any was
  bool is_whole = false;        // the counting came to the end of what was booked since it last began
  bool is_forgetting = false;   // see InsightTables::Forget
  int64_t surveys_version = 0;  // the surveys of program versions up to it are among the names
  int64_t counted_version = 0;  // the program that was live at the last portion

  // The same of what is counted by goods, see BoughtDay.
  std::string sets;             // which goods: a form of whoever counts; empty: none
  bool sets_are_whole = false;
  int64_t sets_sale_no = 0;
  int64_t sets_refund_no = 0;
};

// A run of receipts whose columns stand beside it.
struct InsightChunk {
  int64_t chunk_no = 0;  // in the order of counting
  int64_t receipts = 0;
  int32_t first_day = 0;
  int32_t last_day = 0;
  int64_t first_sale_no = 0;  // of its sales, returns not looked at; 0 if it has none
  int64_t last_sale_no = 0;
};

// A member under a small number, 1, 2, 3 ..., given when it is first heard of.
struct InsightMember {
  uint32_t member_no = 0;
  MemberId member_id;
  std::optional<uint32_t> into_no;  // who it was merged into
};

// What the small numbers of columns name, and the surveys that any version of the program had. The
// numbers are stored.
enum class InsightName : uint8_t { kStore = 1, kTier = 2, kNpsSurvey = 3, kCsatSurvey = 4 };

// What one offer did on one day.
struct OfferDay {
  std::string offer_id;
  std::string store_id;  // empty: all together
  int32_t day = 0;
  int64_t receipts = 0;  // on which it applied
  Money cost;
  Points points;         // that it gave
  int64_t coupons = 0;
  Money revenue;         // paid for those receipts
  Money touched;         // paid for the lines that it touched
};

// Movements of one kind within hours of UTC.
struct PointsHour {
  int64_t hour = 0;  // since 1970
  int kind = 0;      // ledger::EntryKind
  Points points;
  Points overdraft;
  Points lost;
  int64_t entries = 0;
};

// What a member bought of some goods on one day. A return counts back on the day of its sale: money by
// what came back, the visit once all of the sale did.
struct BoughtDay {
  std::string set_id;
  int32_t day = 0;
  int64_t visits = 0;  // receipts with these goods
  Money spend;         // paid for them
};

// One answer to a survey, without words.
struct SurveyScore {
  std::optional<MemberId> member_id;
  std::string store_id;
  int32_t score = 0;
  Instant answered_at;
};

// A part of a transaction, for its thread and as long as it: const methods read, the others write.
class InsightTables {
 public:
  virtual ~InsightTables() = default;

  virtual absl::StatusOr<InsightState> LoadState() const = 0;

  // Ascending.
  virtual absl::StatusOr<std::vector<InsightChunk>> ListChunks() const = 0;
  virtual absl::StatusOr<std::optional<InsightChunk>> LastChunk() const = 0;
  // The one that holds a sale; nullopt if none does.
  virtual absl::StatusOr<std::optional<InsightChunk>> FindChunkOf(int64_t sale_no) const = 0;
  // Of one column; DATA_LOSS / STORAGE_CORRUPT if it is not there.
  virtual absl::StatusOr<std::string> LoadCells(int column, int64_t chunk_no) const = 0;
  // The same; nullopt where nothing was written yet.
  virtual absl::StatusOr<std::optional<std::string>> FindCells(int column, int64_t chunk_no) const = 0;

  virtual absl::StatusOr<std::optional<InsightMember>> FindMember(const MemberId& member_id) const = 0;
  virtual absl::StatusOr<std::optional<InsightMember>> FindMember(uint32_t member_no) const = 0;
  // 0 if there is none.
  virtual absl::StatusOr<uint32_t> LastMember() const = 0;
  // The first day with a purchase that did not come back wholly, since 1970-01-01; nullopt for none.
  virtual absl::StatusOr<std::optional<int32_t>> FindFirstPurchaseDay(
      const MemberId& member_id) const = 0;
  // By number, from 1 on, without a gap.
  virtual absl::StatusOr<std::vector<std::string>> ListNames(InsightName kind) const = 0;

  // Sums by offer, of days both included; empty `store_id`: all stores.
  virtual absl::StatusOr<std::vector<OfferDay>> SumOffers(absl::string_view store_id,
                                                          int32_t first_day,
                                                          int32_t last_day) const = 0;
  // Sums by kind, from `first_hour` up to before `end_hour`; PointsHour::hour is 0.
  virtual absl::StatusOr<std::vector<PointsHour>> SumPoints(int64_t first_hour,
                                                            int64_t end_hour) const = 0;
  // Answers with a score, oldest first, from `from` up to before `until`.
  virtual absl::StatusOr<std::vector<SurveyScore>> ListScores(absl::string_view survey_id,
                                                              Instant from, Instant until) const = 0;

  // All that is kept of the member, by set and day.
  virtual absl::StatusOr<std::vector<BoughtDay>> ListBought(uint32_t member_no) const = 0;

  // Member numbers, ascending, from behind `after`.
  virtual absl::StatusOr<std::vector<uint32_t>> ListSegment(absl::string_view segment_id,
                                                            uint32_t after, int limit) const = 0;

  virtual absl::Status SaveState(const InsightState& state) = 0;
  // New or anew.
  virtual absl::Status SaveChunk(const InsightChunk& chunk) = 0;
  // With its columns.
  virtual absl::Status RemoveChunk(int64_t chunk_no) = 0;
  virtual absl::Status SaveCells(int column, int64_t chunk_no, absl::string_view cells) = 0;
  // New or anew.
  virtual absl::Status SaveMember(const InsightMember& member) = 0;
  // The number that the name has, or gets.
  virtual absl::StatusOr<int64_t> NumberOf(InsightName kind, absl::string_view name) = 0;
  // Both add to what is there.
  virtual absl::Status AddOfferDay(const OfferDay& day) = 0;
  virtual absl::Status AddPoints(const PointsHour& hour) = 0;
  // In these and in no other; no id twice.
  virtual absl::Status SetSegments(uint32_t member_no, const std::vector<std::string>& segments) = 0;
  // Adds to what is there of the day and goods.
  virtual absl::Status AddBought(uint32_t member_no, const BoughtDay& day) = 0;
  // What `from` bought, `into` did from now on.
  virtual absl::Status MoveBought(uint32_t from, uint32_t into) = 0;
  // Days before `day`.
  virtual absl::Status RemoveBought(uint32_t member_no, int32_t day) = 0;
  // At most `limit` days of anybody; whether nothing is left.
  virtual absl::StatusOr<bool> ForgetBought(int limit) = 0;

  // Part of what was counted of sales and refunds goes: at most so many chunks with their columns, and so
  // many days of offers; whether nothing is left. The state stays as it is, movements of points, numbers
  // of members, purchases by goods and segments, too.
  virtual absl::StatusOr<bool> Forget(int chunks, int offer_days) = 0;
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_INSIGHT_TABLES_H_
