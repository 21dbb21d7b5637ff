#include "tessera/insight/columns.h"

#include <algorithm>
#include <cstring>

#include "tessera/base/status.h"

namespace tessera::insight {
namespace {

constexpr size_t kWidthAt = 0;
constexpr size_t kCountAt = 1;
constexpr size_t kLeastAt = 5;
constexpr size_t kHeader = 13;

void PutNumber(uint64_t value, size_t width, char* to) {
  for (size_t i = 0; i < width; ++i) to[i] = static_cast<char>(value >> (8 * i));
}

uint64_t NumberAt(const char* from, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) {
    value |= static_cast<uint64_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  }
  return value;
}

size_t WidthFor(uint64_t range) {
  if (range == 0) return 0;
  if (range <= 0xFF) return 1;
  if (range <= 0xFFFF) return 2;
  return range <= 0xFFFFFFFF ? 4 : 8;
}

// Of a constant width, so that the compiler makes one load of it.
template <size_t Width>
void Fill(const char* from, uint64_t least, std::vector<int64_t>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i] = static_cast<int64_t>(least + NumberAt(from + i * Width, Width));
  }
}

absl::Status Corrupt() {
  return MakeError(absl::StatusCode::kDataLoss, "STORAGE_CORRUPT", "",
                   "a column of counted receipts is damaged; have them counted anew");
}

}  // namespace

void Chunk::Append(const Receipt& receipt) {
  for (size_t column = 0; column < kColumns; ++column) {
    columns[column].push_back(receipt.cells[column]);
  }
}

std::string EncodeCells(absl::Span<const int64_t> cells) {
  int64_t least = 0;
  int64_t most = 0;
  if (!cells.empty()) {
    const auto [low, high] = std::minmax_element(cells.begin(), cells.end());
    least = *low;
    most = *high;
  }
  const uint64_t base = static_cast<uint64_t>(least);
  const size_t width = WidthFor(static_cast<uint64_t>(most) - base);
  std::string bytes(kHeader + width * cells.size(), '\0');
  bytes[kWidthAt] = static_cast<char>(width);
  PutNumber(cells.size(), 4, &bytes[kCountAt]);
  PutNumber(base, 8, &bytes[kLeastAt]);
  for (size_t i = 0; width > 0 && i < cells.size(); ++i) {
    PutNumber(static_cast<uint64_t>(cells[i]) - base, width, &bytes[kHeader + i * width]);
  }
  return bytes;
}

absl::Status DecodeCells(absl::string_view bytes, std::vector<int64_t>& cells) {
  if (bytes.size() < kHeader) return Corrupt();
  const size_t width = static_cast<unsigned char>(bytes[kWidthAt]);
  const uint64_t count = NumberAt(bytes.data() + kCountAt, 4);
  if (count > kChunkReceipts || bytes.size() != kHeader + width * count) return Corrupt();
  const uint64_t least = NumberAt(bytes.data() + kLeastAt, 8);
  const char* const from = bytes.data() + kHeader;
  cells.resize(count);
  switch (width) {
    case 0: std::fill(cells.begin(), cells.end(), static_cast<int64_t>(least)); break;
    case 1: Fill<1>(from, least, cells); break;
    case 2: Fill<2>(from, least, cells); break;
    case 4: Fill<4>(from, least, cells); break;
    case 8: Fill<8>(from, least, cells); break;
    default: return Corrupt();
  }
  return absl::OkStatus();
}

uint32_t MemberColumns::Present(uint32_t member_no) const {
  // Merges go one way, so this ends; who is merged twice is followed twice.
  while (member_no < into.size() && into[member_no] != 0) member_no = into[member_no];
  return member_no;
}

void Receipts::Add(const Receipt& receipt) {
  if (chunks_.empty() || chunks_.back().size() == kChunkReceipts) chunks_.emplace_back();
  chunks_.back().Append(receipt);
  const size_t member = static_cast<size_t>(receipt[Column::kMember]);
  if (member >= members_.first_day.size()) members_.first_day.resize(member + 1, kNever);
  const int64_t flags = receipt[Column::kFlags];
  if (member == 0 || (flags & (kReturn | kWholeBack)) != 0) return;
  int32_t& first = members_.first_day[member];
  const int32_t day = static_cast<int32_t>(receipt[Column::kDay]);
  if (first == kNever || day < first) first = day;
}

absl::Status Receipts::ForEach(int32_t first_day, int32_t last_day,
                               absl::Span<const Column> /*columns*/,
                               absl::FunctionRef<absl::Status(const Chunk&)> take) {
  for (const Chunk& chunk : chunks_) {
    const std::vector<int64_t>& days = chunk[Column::kDay];
    const auto [low, high] = std::minmax_element(days.begin(), days.end());
    if (*high < first_day || *low > last_day) continue;
    TESSERA_RETURN_IF_ERROR(take(chunk));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Receipts::CountWithin(int32_t first_day, int32_t last_day) {
  int64_t count = 0;
  TESSERA_RETURN_IF_ERROR(ForEach(first_day, last_day, {}, [&](const Chunk& chunk) {
    count += static_cast<int64_t>(chunk.size());
    return absl::OkStatus();
  }));
  return count;
}

}  // namespace tessera::insight
