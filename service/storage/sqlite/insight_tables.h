// What is counted behind the sales: receipts in columns, members, sums by day and hour.
#ifndef TESSERA_STORAGE_SQLITE_INSIGHT_TABLES_H_
#define TESSERA_STORAGE_SQLITE_INSIGHT_TABLES_H_

#include "tessera/sqlite/connection.h"
#include "tessera/storage/insight_tables.h"

namespace tessera::storage::sqlite {

// Over the connection of a transaction.
class SqliteInsightTables final : public InsightTables {
 public:
  explicit SqliteInsightTables(tessera::sqlite::Connection& connection) : connection_(connection) {}

  absl::StatusOr<InsightState> LoadState() const override;
  absl::StatusOr<std::vector<InsightChunk>> ListChunks() const override;
  absl::StatusOr<std::optional<InsightChunk>> LastChunk() const override;
  absl::StatusOr<std::optional<InsightChunk>> FindChunkOf(int64_t sale_no) const override;
  absl::StatusOr<std::string> LoadCells(int column, int64_t chunk_no) const override;
  absl::StatusOr<std::optional<std::string>> FindCells(int column,
                                                       int64_t chunk_no) const override;
  absl::StatusOr<std::optional<InsightMember>> FindMember(const MemberId& member_id) const override;
  absl::StatusOr<std::optional<InsightMember>> FindMember(uint32_t member_no) const override;
  absl::StatusOr<uint32_t> LastMember() const override;
  absl::StatusOr<std::optional<int32_t>> FindFirstPurchaseDay(
      const MemberId& member_id) const override;
  absl::StatusOr<std::vector<std::string>> ListNames(InsightName kind) const override;
  absl::StatusOr<std::vector<OfferDay>> SumOffers(absl::string_view store_id, int32_t first_day,
                                                  int32_t last_day) const override;
  absl::StatusOr<std::vector<PointsHour>> SumPoints(int64_t first_hour,
                                                    int64_t end_hour) const override;
  absl::StatusOr<std::vector<SurveyScore>> ListScores(absl::string_view survey_id, Instant from,
                                                      Instant until) const override;
  absl::StatusOr<std::vector<uint32_t>> ListSegment(absl::string_view segment_id, uint32_t after,
                                                    int limit) const override;
  absl::StatusOr<std::vector<BoughtDay>> ListBought(uint32_t member_no) const override;

  absl::Status SaveState(const InsightState& state) override;
  absl::Status SaveChunk(const InsightChunk& chunk) override;
  absl::Status RemoveChunk(int64_t chunk_no) override;
  absl::Status SaveCells(int column, int64_t chunk_no, absl::string_view cells) override;
  absl::Status SaveMember(const InsightMember& member) override;
  absl::StatusOr<int64_t> NumberOf(InsightName kind, absl::string_view name) override;
  absl::Status AddOfferDay(const OfferDay& day) override;
  absl::Status AddPoints(const PointsHour& hour) override;
  absl::Status SetSegments(uint32_t member_no, const std::vector<std::string>& segments) override;
  absl::Status AddBought(uint32_t member_no, const BoughtDay& day) override;
  absl::Status MoveBought(uint32_t from, uint32_t into) override;
  absl::Status RemoveBought(uint32_t member_no, int32_t day) override;
  absl::StatusOr<bool> ForgetBought(int limit) override;
  absl::StatusOr<bool> Forget(int chunks, int offer_days) override;

 private:
  tessera::sqlite::Connection& connection_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_INSIGHT_TABLES_H_
