#include "tessera/insight/buyers.h"

#include <algorithm>
#include <tuple>

#include "tessera/base/status.h"
#include "tessera/insight/scan.h"

namespace tessera::insight {
namespace {

struct Row {
  uint32_t member = 0;
  int32_t day = 0;
  int64_t net = 0;
};

// Numbers of members, of which the second is not in it.
struct Block {
  size_t from = 0;
  size_t until = 0;
};

absl::Status Add(int64_t net, int64_t& sum) {
  if (!__builtin_add_overflow(sum, net, &sum)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "AMOUNT_OVERFLOW", "",
                   "what a member paid does not fit 64 bits; ask for a shorter time");
}

class Lister {
 public:
  Lister(ReceiptSource& source, const MemberColumns& members, const BuyersQuestion& question)
      : source_(source), members_(members), question_(question) {
    columns_ = {Column::kDay, Column::kMember, Column::kFlags};
    if (!question.store_groups.empty()) columns_.push_back(Column::kStore);
    if (!question.tier_groups.empty()) columns_.push_back(Column::kTier);
  }

  absl::StatusOr<std::vector<Buyer>> List() {
    TESSERA_ASSIGN_OR_RETURN(const std::vector<Block> blocks, Blocks());
    columns_.push_back(Column::kNet);
    std::vector<Row> rows;
    for (const Block& block : blocks) {
      rows.clear();
      TESSERA_RETURN_IF_ERROR(ForEachPurchase([&](const Chunk& chunk, size_t i, uint32_t member) {
        if (member < block.from || member >= block.until) return;
        rows.push_back({member, static_cast<int32_t>(chunk[Column::kDay][i]), chunk[Column::kNet][i]});
      }));
      std::sort(rows.begin(), rows.end(), [](const Row& one, const Row& other) {
        return std::tie(one.member, one.day) < std::tie(other.member, other.day);
      });
      TESSERA_RETURN_IF_ERROR(Take(rows));
    }
    return std::move(buyers_);
  }

 private:
  template <typename Visit>
  absl::Status ForEachPurchase(Visit visit) {
    return source_.ForEach(
        question_.observed.first, question_.later_last, columns_, [&](const Chunk& chunk) {
          for (size_t i = 0; i < chunk.size(); ++i) {
            if (const uint32_t member = BuyerAt(chunk, i); member != 0) visit(chunk, i, member);
          }
          return absl::OkStatus();
        });
  }

  // As many members as have rows_at_once purchases together; one alone may have more.
  absl::StatusOr<std::vector<Block>> Blocks() {
    TESSERA_ASSIGN_OR_RETURN(
        const int64_t receipts,
        source_.CountWithin(question_.observed.first, question_.later_last));
    if (static_cast<size_t>(receipts) <= question_.rows_at_once) {
      return std::vector<Block>{{1, members_.size()}};
    }
    std::vector<uint32_t> purchases(members_.size());
    TESSERA_RETURN_IF_ERROR(ForEachPurchase(
        [&](const Chunk&, size_t, uint32_t member) { ++purchases[member]; }));
    std::vector<Block> blocks = {{1, 1}};
    size_t rows = 0;
    for (size_t member = 1; member < purchases.size(); ++member) {
      if (rows != 0 && rows + purchases[member] > question_.rows_at_once) {
        blocks.push_back({member, member});
        rows = 0;
      }
      rows += purchases[member];
      blocks.back().until = member + 1;
    }
    return blocks;
  }

  // Who bought; 0 where it is no purchase that counts.
  uint32_t BuyerAt(const Chunk& chunk, size_t i) const {
    const int64_t day = chunk[Column::kDay][i];
    const uint32_t number = static_cast<uint32_t>(chunk[Column::kMember][i]);
    if (number >= members_.size() || day < question_.observed.first ||
        day > question_.later_last || (chunk[Column::kFlags][i] & (kReturn | kWholeBack)) != 0 ||
        !IsIn(question_.store_groups, chunk, Column::kStore, i) ||
        !IsIn(question_.tier_groups, chunk, Column::kTier, i)) {
      return 0;
    }
    const uint32_t member = members_.Present(number);
    const int32_t first = members_.first_day[member];
    if (first != kNever && first < question_.observed.first) return 0;
    return question_.only == nullptr || question_.only->Has(member) ? member : 0;
  }

  static bool IsIn(const std::vector<int32_t>& groups, const Chunk& chunk, Column column, size_t i) {
    if (groups.empty()) return true;
    const auto number = static_cast<uint64_t>(chunk[column][i]);
    return number < groups.size() && groups[static_cast<size_t>(number)] != kLeftOut;
  }

  absl::Status Take(const std::vector<Row>& rows) {
    for (size_t begin = 0; begin < rows.size();) {
      size_t end = begin;
      while (end < rows.size() && rows[end].member == rows[begin].member) ++end;
      if (rows[begin].day <= question_.observed.last) {
        TESSERA_RETURN_IF_ERROR(TakeMember({&rows[begin], end - begin}));
      }
      begin = end;
    }
    return absl::OkStatus();
  }

  absl::Status TakeMember(absl::Span<const Row> rows) {
    Buyer buyer;
    buyer.first_day = rows.front().day;
    int32_t before = kNever;
    for (const Row& row : rows) {
      const bool is_new = row.day != before;
      before = row.day;
      if (row.day > question_.observed.last) {
        buyer.later_days += is_new ? 1 : 0;
        TESSERA_RETURN_IF_ERROR(Add(row.net, buyer.later_net));
        continue;
      }
      buyer.last_day = row.day;
      buyer.days += is_new ? 1 : 0;
      if (row.day != buyer.first_day) TESSERA_RETURN_IF_ERROR(Add(row.net, buyer.repeat_net));
    }
    buyers_.push_back(buyer);
    return absl::OkStatus();
  }

  ReceiptSource& source_;
  const MemberColumns& members_;
  const BuyersQuestion& question_;
  std::vector<Column> columns_;
  std::vector<Buyer> buyers_;
};

}  // namespace

absl::StatusOr<std::vector<Buyer>> ListBuyers(ReceiptSource& source, const MemberColumns& members,
                                              const BuyersQuestion& question) {
  return Lister(source, members, question).List();
}

}  // namespace tessera::insight
