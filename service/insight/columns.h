// Receipts in columns, as they are counted. Values only: no clock, no storage; thread-compatible.
#ifndef TESSERA_INSIGHT_COLUMNS_H_
#define TESSERA_INSIGHT_COLUMNS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tessera::insight {

// The numbers are stored: they never change.
enum class Column : uint8_t {
  kSaleNo = 0,    // of a return: of its sale, 0 without one
  kMember = 1,    // 1 and up; 0 without a card
  kDay = 2,       // since 1970-01-01, of the program's calendar; of a return its own
  kStore = 3,     // a small number, see storage::InsightTables; 0 for none
  kTier = 4,      // likewise
  kFlags = 5,     // of kReturn ...
  kPieces = 6,    // a weighed line is one piece
  kGross = 7,     // minor units, as all money here; negative of a return
  kDiscount = 8,
  kRedeemed = 9,  // paid with points
  kNet = 10,      // what was paid: gross less discount less redeemed
  kEarned = 11,   // points
  kSpent = 12,
  kMargin = 13,   // net of goods whose cost was known, less that cost
  kSaleDay = 14,  // kDay of the sale; of a return without one its own
  kCosted = 15,   // net of goods whose cost was known
};
inline constexpr size_t kColumns = 16;

// Beside the columns of receipts there are some of members, a cell for each number.
inline constexpr int kFirstDayColumn = 32;  // of the first purchase; kNever for none
inline constexpr int kIntoColumn = 33;      // who the member is now; 0: itself
inline constexpr int kEnrolledColumn = 34;  // the day; kNever for nobody

inline constexpr int64_t kReturn = 1;     // a return of a sale
inline constexpr int64_t kNoSale = 2;     // besides kReturn: of goods whose sale nobody found
inline constexpr int64_t kWholeBack = 4;  // a sale of which everything came back
inline constexpr int64_t kOffline = 8;    // a sale that was quoted by the terminal alone

inline constexpr int32_t kNever = 0;  // no receipt is as old as 1970-01-01

struct Receipt {
  std::array<int64_t, kColumns> cells{};

  int64_t& operator[](Column column) { return cells[static_cast<size_t>(column)]; }
  int64_t operator[](Column column) const { return cells[static_cast<size_t>(column)]; }
};

// A run of receipts. All columns that are filled have the same length.
struct Chunk {
  std::array<std::vector<int64_t>, kColumns> columns;

  size_t size() const { return columns[static_cast<size_t>(Column::kDay)].size(); }
  void Append(const Receipt& receipt);
  const std::vector<int64_t>& operator[](Column column) const {
    return columns[static_cast<size_t>(column)];
  }
  std::vector<int64_t>& operator[](Column column) { return columns[static_cast<size_t>(column)]; }
};

// A chunk holds at most so many.
inline constexpr size_t kChunkReceipts = 4'096;

// Width of a cell in bytes (0, 1, 2, 4 or 8), number of cells (4 bytes), the least value (8), then what
// each cell is above it; all little endian.
std::string EncodeCells(absl::Span<const int64_t> cells);
// DATA_LOSS / STORAGE_CORRUPT for what EncodeCells does not write.
absl::Status DecodeCells(absl::string_view bytes, std::vector<int64_t>& cells);

// Hands over chunks in the order of counting: those of which a receipt may lie between the days, both
// included, with the columns asked for (kDay always). Ends with the first error of `take`.
class ReceiptSource {
 public:
  virtual ~ReceiptSource() = default;
  virtual absl::Status ForEach(int32_t first_day, int32_t last_day,
                               absl::Span<const Column> columns,
                               absl::FunctionRef<absl::Status(const Chunk&)> take) = 0;
  // How many receipts those chunks hold.
  virtual absl::StatusOr<int64_t> CountWithin(int32_t first_day, int32_t last_day) = 0;
};

// Members by their number: index 0 is nobody.
struct MemberColumns {
  std::vector<int32_t> first_day;  // see kFirstDayColumn
  std::vector<uint32_t> into;      // see kIntoColumn; empty where nobody was merged
  std::vector<int32_t> enrolled;   // see kEnrolledColumn; empty where nobody asks

  size_t size() const { return first_day.size(); }
  // Who the member is after all merges.
  uint32_t Present(uint32_t member_no) const;
};

// Receipts in memory: for files, and for what tests make.
class Receipts final : public ReceiptSource {
 public:
  // Its member grows the columns of members, and moves the member's first day.
  void Add(const Receipt& receipt);
  const MemberColumns& members() const { return members_; }
  absl::Status ForEach(int32_t first_day, int32_t last_day, absl::Span<const Column> columns,
                       absl::FunctionRef<absl::Status(const Chunk&)> take) override;
  absl::StatusOr<int64_t> CountWithin(int32_t first_day, int32_t last_day) override;

 private:
  std::vector<Chunk> chunks_;
  MemberColumns members_;
};

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_COLUMNS_H_
