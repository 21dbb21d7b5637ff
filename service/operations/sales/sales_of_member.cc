#include "tessera/operations/sales/sales_of_member.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/insight/columns.h"

namespace tessera::operations {
namespace {

using insight::Column;

absl::StatusOr<std::vector<int64_t>> Cells(const storage::InsightTables& tables, Column column,
                                           int64_t chunk_no) {
  TESSERA_ASSIGN_OR_RETURN(const std::string bytes,
                           tables.LoadCells(static_cast<int>(column), chunk_no));
  std::vector<int64_t> cells;
  TESSERA_RETURN_IF_ERROR(insight::DecodeCells(bytes, cells));
  return cells;
}

}  // namespace

absl::StatusOr<SalesOfMember> SalesOfMember::Find(storage::ReadTransaction& transaction,
                                                  const MemberId& member_id) {
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  SalesOfMember found(tables);
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state, tables.LoadState());
  found.counted_to_ = state.sale_no;
  TESSERA_ASSIGN_OR_RETURN(const auto member, tables.FindMember(member_id));
  if (!member) return found;
  TESSERA_RETURN_IF_ERROR(found.FindNumbers(member->member_no));
  TESSERA_ASSIGN_OR_RETURN(found.chunks_, tables.ListChunks());
  return found;
}

absl::Status SalesOfMember::FindNumbers(uint32_t member_no) {
  numbers_.insert(member_no);
  TESSERA_ASSIGN_OR_RETURN(const uint32_t last, tables_.LastMember());
  insight::MemberColumns members;
  members.into.assign(last + 1, 0);
  std::vector<int64_t> block;
  for (size_t at = 0; at < members.into.size(); at += insight::kChunkReceipts) {
    TESSERA_ASSIGN_OR_RETURN(
        const auto bytes,
        tables_.FindCells(insight::kIntoColumn, static_cast<int64_t>(at / insight::kChunkReceipts)));
    if (!bytes) continue;
    TESSERA_RETURN_IF_ERROR(insight::DecodeCells(*bytes, block));
    for (size_t i = 0; i < block.size() && at + i < members.into.size(); ++i) {
      members.into[at + i] = static_cast<uint32_t>(block[i]);
    }
  }
  for (uint32_t number = 1; number < members.into.size(); ++number) {
    if (members.into[number] != 0 && members.Present(number) == member_no) numbers_.insert(number);
  }
  return absl::OkStatus();
}

absl::Status SalesOfMember::AddOfChunk(int64_t chunk_no, std::vector<int64_t>* sales) const {
  TESSERA_ASSIGN_OR_RETURN(const auto members, Cells(tables_, Column::kMember, chunk_no));
  const auto is_its = [this](int64_t number) { return numbers_.count(number) > 0; };
  if (std::none_of(members.begin(), members.end(), is_its)) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const auto flags, Cells(tables_, Column::kFlags, chunk_no));
  TESSERA_ASSIGN_OR_RETURN(const auto sale_nos, Cells(tables_, Column::kSaleNo, chunk_no));
  for (size_t i = 0; i < members.size() && i < flags.size() && i < sale_nos.size(); ++i) {
    if (is_its(members[i]) && (flags[i] & insight::kReturn) == 0) sales->push_back(sale_nos[i]);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int64_t>> SalesOfMember::Next(bool newest_first, int64_t behind,
                                                         size_t limit) const {
  std::vector<int64_t> sales;
  const bool from_the_end = newest_first && behind == 0;
  const auto is_wanted = [&](int64_t sale_no) {
    return from_the_end || (newest_first ? sale_no < behind : sale_no > behind);
  };
  const size_t all = numbers_.empty() ? 0 : chunks_.size();
  for (size_t i = 0; i < all && sales.size() < limit; ++i) {
    const storage::InsightChunk& chunk = chunks_[newest_first ? all - 1 - i : i];
    const bool has_any =
        chunk.first_sale_no != 0 && is_wanted(newest_first ? chunk.first_sale_no : chunk.last_sale_no);
    if (!has_any) continue;
    std::vector<int64_t> of_chunk;
    TESSERA_RETURN_IF_ERROR(AddOfChunk(chunk.chunk_no, &of_chunk));
    if (newest_first) std::reverse(of_chunk.begin(), of_chunk.end());
    std::copy_if(of_chunk.begin(), of_chunk.end(), std::back_inserter(sales), is_wanted);
  }
  return sales;
}

}  // namespace tessera::operations
