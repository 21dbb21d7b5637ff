#include "tessera/operations/insight/columns.h"

#include <algorithm>
#include <optional>
#include <string>

#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

using insight::Chunk;
using insight::Column;

absl::Status LoadColumn(const storage::InsightTables& tables, Column column, int64_t chunk_no,
                        std::vector<int64_t>& cells) {
  TESSERA_ASSIGN_OR_RETURN(const std::string bytes,
                           tables.LoadCells(static_cast<int>(column), chunk_no));
  return insight::DecodeCells(bytes, cells);
}

absl::StatusOr<Chunk> LoadChunk(const storage::InsightTables& tables, int64_t chunk_no) {
  Chunk chunk;
  for (size_t column = 0; column < insight::kColumns; ++column) {
    TESSERA_RETURN_IF_ERROR(
        LoadColumn(tables, static_cast<Column>(column), chunk_no, chunk.columns[column]));
  }
  return chunk;
}

absl::Status SaveChunk(storage::InsightTables& tables, int64_t chunk_no, const Chunk& chunk) {
  storage::InsightChunk head;
  head.chunk_no = chunk_no;
  head.receipts = static_cast<int64_t>(chunk.size());
  const auto [first, last] =
      std::minmax_element(chunk[Column::kDay].begin(), chunk[Column::kDay].end());
  head.first_day = static_cast<int32_t>(*first);
  head.last_day = static_cast<int32_t>(*last);
  for (size_t i = 0; i < chunk.size(); ++i) {
    if ((chunk[Column::kFlags][i] & insight::kReturn) != 0) continue;
    const int64_t sale_no = chunk[Column::kSaleNo][i];
    if (head.first_sale_no == 0) head.first_sale_no = sale_no;
    head.last_sale_no = sale_no;
  }
  for (size_t column = 0; column < insight::kColumns; ++column) {
    TESSERA_RETURN_IF_ERROR(tables.SaveCells(static_cast<int>(column), chunk_no,
                                             insight::EncodeCells(chunk.columns[column])));
  }
  return tables.SaveChunk(head);
}

Chunk Together(Chunk first, const Chunk& second) {
  for (size_t column = 0; column < insight::kColumns; ++column) {
    std::vector<int64_t>& cells = first.columns[column];
    cells.insert(cells.end(), second.columns[column].begin(), second.columns[column].end());
  }
  return first;
}

template <typename Cell>
absl::Status LoadCellsOfMembers(const storage::InsightTables& tables, int column,
                                std::vector<Cell>& cells) {
  std::vector<int64_t> block;
  for (size_t at = 0; at < cells.size(); at += insight::kChunkReceipts) {
    TESSERA_ASSIGN_OR_RETURN(
        const auto bytes,
        tables.FindCells(column, static_cast<int64_t>(at / insight::kChunkReceipts)));
    if (!bytes) continue;
    TESSERA_RETURN_IF_ERROR(insight::DecodeCells(*bytes, block));
    for (size_t i = 0; i < block.size() && at + i < cells.size(); ++i) {
      cells[at + i] = static_cast<Cell>(block[i]);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status StoredReceipts::ForEach(int32_t first_day, int32_t last_day,
                                     absl::Span<const Column> columns,
                                     absl::FunctionRef<absl::Status(const Chunk&)> take) {
  TESSERA_ASSIGN_OR_RETURN(const auto chunks, tables_.ListChunks());
  Chunk chunk;
  for (const storage::InsightChunk& head : chunks) {
    if (head.last_day < first_day || head.first_day > last_day) continue;
    for (const Column column : columns) {
      TESSERA_RETURN_IF_ERROR(LoadColumn(tables_, column, head.chunk_no, chunk[column]));
    }
    TESSERA_RETURN_IF_ERROR(take(chunk));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> StoredReceipts::CountWithin(int32_t first_day, int32_t last_day) {
  TESSERA_ASSIGN_OR_RETURN(const auto chunks, tables_.ListChunks());
  int64_t count = 0;
  for (const storage::InsightChunk& head : chunks) {
    if (head.last_day >= first_day && head.first_day <= last_day) count += head.receipts;
  }
  return count;
}

absl::StatusOr<insight::MemberColumns> LoadMemberColumns(const storage::InsightTables& tables) {
  TESSERA_ASSIGN_OR_RETURN(const uint32_t last, tables.LastMember());
  insight::MemberColumns members;
  members.first_day.resize(size_t{last} + 1, insight::kNever);
  members.enrolled.resize(size_t{last} + 1, insight::kNever);
  members.into.resize(size_t{last} + 1, 0);
  TESSERA_RETURN_IF_ERROR(
      LoadCellsOfMembers(tables, insight::kFirstDayColumn, members.first_day));
  TESSERA_RETURN_IF_ERROR(LoadCellsOfMembers(tables, insight::kEnrolledColumn, members.enrolled));
  TESSERA_RETURN_IF_ERROR(LoadCellsOfMembers(tables, insight::kIntoColumn, members.into));
  const bool merged = std::any_of(members.into.begin(), members.into.end(),
                                  [](uint32_t into) { return into != 0; });
  if (!merged) members.into.clear();
  return members;
}

absl::Status AppendReceipts(storage::InsightTables& tables, Chunk chunk) {
  if (chunk.size() == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(auto last, tables.LastChunk());
  int64_t chunk_no = last ? last->chunk_no + 1 : 1;
  while (last && last->receipts <= static_cast<int64_t>(chunk.size()) &&
         static_cast<size_t>(last->receipts) + chunk.size() <= insight::kChunkReceipts) {
    TESSERA_ASSIGN_OR_RETURN(Chunk before, LoadChunk(tables, last->chunk_no));
    chunk = Together(std::move(before), chunk);
    chunk_no = last->chunk_no;
    TESSERA_RETURN_IF_ERROR(tables.RemoveChunk(chunk_no));
    TESSERA_ASSIGN_OR_RETURN(last, tables.LastChunk());
  }
  return SaveChunk(tables, chunk_no, chunk);
}

absl::Status MarkWholeBack(storage::InsightTables& tables, int64_t sale_no) {
  TESSERA_ASSIGN_OR_RETURN(const auto head, tables.FindChunkOf(sale_no));
  if (!head) return absl::OkStatus();
  std::vector<int64_t> sales;
  std::vector<int64_t> flags;
  TESSERA_RETURN_IF_ERROR(LoadColumn(tables, Column::kSaleNo, head->chunk_no, sales));
  TESSERA_RETURN_IF_ERROR(LoadColumn(tables, Column::kFlags, head->chunk_no, flags));
  for (size_t i = 0; i < sales.size() && i < flags.size(); ++i) {
    if (sales[i] != sale_no || (flags[i] & insight::kReturn) != 0) continue;
    flags[i] |= insight::kWholeBack;
    return tables.SaveCells(static_cast<int>(Column::kFlags), head->chunk_no,
                            insight::EncodeCells(flags));
  }
  return absl::OkStatus();
}

absl::Status MemberCells::Set(int column, uint32_t member_no, int64_t value) {
  const int64_t number = member_no / insight::kChunkReceipts;
  const auto [found, is_new] = blocks_.try_emplace({column, number});
  Block& block = found->second;
  if (is_new) {
    TESSERA_ASSIGN_OR_RETURN(const auto bytes, tables_.FindCells(column, number));
    if (bytes) TESSERA_RETURN_IF_ERROR(insight::DecodeCells(*bytes, block.cells));
  }
  const size_t at = member_no % insight::kChunkReceipts;
  if (at >= block.cells.size()) {
    if (value == 0) return absl::OkStatus();
    block.cells.resize(at + 1, 0);
  }
  block.changed |= block.cells[at] != value;
  block.cells[at] = value;
  return absl::OkStatus();
}

absl::Status MemberCells::Flush() {
  for (auto& [key, block] : blocks_) {
    if (!block.changed) continue;
    TESSERA_RETURN_IF_ERROR(
        tables_.SaveCells(key.first, key.second, insight::EncodeCells(block.cells)));
    block.changed = false;
  }
  return absl::OkStatus();
}

}  // namespace tessera::operations
