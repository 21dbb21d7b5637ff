#include "tessera/operations/sales/list_sales.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/days.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/ledger_proto.h"
#include "tessera/operations/sales/sales_of_member.h"

namespace tessera::operations {
namespace {

constexpr char kList[] = "sales";
// What a page of one member's sales looks at of those that were not counted yet.
constexpr int kMostLookedAt = 2'000;
constexpr int kAtOnce = 200;

// Of the first sale that was booked at `at` or later; one beyond the last if there is none. Numbers are
// given in the order of booking.
absl::StatusOr<int64_t> FirstNumberAt(storage::ReadTransaction& transaction, Instant at) {
  TESSERA_ASSIGN_OR_RETURN(const auto newest, transaction.ListSales({.newest_first = true}, 1));
  int64_t low = 1;
  int64_t high = newest.empty() ? 1 : newest.front().sale_no + 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    TESSERA_ASSIGN_OR_RETURN(const auto next, transaction.ListSales({.behind = middle - 1}, 1));
    if (next.empty() || next.front().booked_at >= at) {
      high = middle;
    } else {
      low = next.front().sale_no + 1;
    }
  }
  return low;
}

// One page, while it is filled.
class Page {
 public:
  Page(storage::ReadTransaction& transaction, storage::SaleFilter filter, const DayRange& days,
       int limit)
      : transaction_(transaction), filter_(std::move(filter)), days_(days), limit_(limit) {}

  absl::StatusOr<v1::ListSalesResponse> Read() {
    TESSERA_RETURN_IF_ERROR(BeginAtDay());
    TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction_.ListSales(filter_, limit_ + 1));
    for (const storage::Sale& sale : sales) {
      TESSERA_ASSIGN_OR_RETURN(const Look look, LookAt(sale));
      if (look != Look::kGoOn) return EndOf(look);
    }
    return EndOf(Look::kBeyond);
  }

  absl::StatusOr<v1::ListSalesResponse> ReadOf(const MemberId& member_id) {
    TESSERA_RETURN_IF_ERROR(BeginAtDay());
    TESSERA_ASSIGN_OR_RETURN(const SalesOfMember its, SalesOfMember::Find(transaction_, member_id));
    member_id_ = member_id;
    Look look = Look::kGoOn;
    if (filter_.newest_first) {
      TESSERA_ASSIGN_OR_RETURN(look, LookAtUncounted(its.counted_to()));
    }
    if (look == Look::kGoOn) {
      TESSERA_ASSIGN_OR_RETURN(look, LookAtCounted(its));
    }
    if (look == Look::kGoOn && !filter_.newest_first) {
      filter_.behind = std::max(filter_.behind, its.counted_to());
      TESSERA_ASSIGN_OR_RETURN(look, LookAtUncounted(its.counted_to()));
    }
    return EndOf(look == Look::kGoOn ? Look::kBeyond : look);
  }

 private:
  // kFull: the page ends, the list goes on.
  enum class Look : uint8_t { kGoOn, kFull, kBeyond };

  v1::ListSalesResponse EndOf(Look look) {
    if (look == Look::kFull) response_.set_next_page_token(MakePageToken(kList, filter_.behind));
    return std::move(response_);
  }

  absl::Status BeginAtDay() {
    if (filter_.newest_first) {
      if (!days_.end_at) return absl::OkStatus();
      TESSERA_ASSIGN_OR_RETURN(const int64_t end, FirstNumberAt(transaction_, *days_.end_at));
      filter_.behind = filter_.behind == 0 ? end : std::min(filter_.behind, end);
      return absl::OkStatus();
    }
    if (!days_.first_at) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const int64_t first, FirstNumberAt(transaction_, *days_.first_at));
    filter_.behind = std::max(filter_.behind, first - 1);
    return absl::OkStatus();
  }

  bool IsBeyond(const storage::Sale& sale) const {
    if (filter_.newest_first) return days_.first_at && sale.booked_at < *days_.first_at;
    return days_.end_at && sale.booked_at >= *days_.end_at;
  }

  absl::StatusOr<Look> LookAt(const storage::Sale& sale) {
    if (IsBeyond(sale)) return Look::kBeyond;
    if (response_.sales_size() == limit_) return Look::kFull;
    TESSERA_ASSIGN_OR_RETURN(*response_.add_sales(), SaleToProto(sale));
    filter_.behind = sale.sale_no;
    return Look::kGoOn;
  }

  absl::StatusOr<Look> LookAtCounted(const SalesOfMember& its) {
    while (true) {
      TESSERA_ASSIGN_OR_RETURN(const auto numbers,
                               its.Next(filter_.newest_first, filter_.behind, kAtOnce));
      if (numbers.empty()) return Look::kGoOn;
      for (const int64_t number : numbers) {
        TESSERA_ASSIGN_OR_RETURN(const auto sales,
                                 transaction_.ListSales({.behind = number - 1}, 1));
        if (sales.empty() || !IsInPlace(sales.front())) {
          filter_.behind = number;
          continue;
        }
        TESSERA_ASSIGN_OR_RETURN(const Look look, LookAt(sales.front()));
        if (look != Look::kGoOn) return look;
      }
    }
  }

  // A second's worth, unless the counting is behind: then a page ends early.
  absl::StatusOr<Look> LookAtUncounted(int64_t counted_to) {
    for (int looked_at = 0; looked_at < kMostLookedAt; looked_at += kAtOnce) {
      TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction_.ListSales(filter_, kAtOnce));
      for (const storage::Sale& sale : sales) {
        if (sale.sale_no <= counted_to) return Look::kGoOn;
        TESSERA_ASSIGN_OR_RETURN(const bool wanted, IsWanted(sale));
        if (!wanted) {
          if (IsBeyond(sale)) return Look::kBeyond;
          filter_.behind = sale.sale_no;
          continue;
        }
        TESSERA_ASSIGN_OR_RETURN(const Look look, LookAt(sale));
        if (look != Look::kGoOn) return look;
      }
      if (static_cast<int>(sales.size()) < kAtOnce) return Look::kGoOn;
    }
    return Look::kFull;
  }

  bool IsInPlace(const storage::Sale& sale) const {
    return (filter_.store_id.empty() || sale.store_id == filter_.store_id) &&
           (filter_.terminal_id.empty() || sale.terminal_id == filter_.terminal_id);
  }

  absl::StatusOr<bool> IsWanted(const storage::Sale& sale) {
    if (!sale.member_id) return false;
    if (*sale.member_id == *member_id_) return true;
    const auto [known, is_new] = present_.try_emplace(*sale.member_id, *sale.member_id);
    if (is_new) {
      TESSERA_ASSIGN_OR_RETURN(const auto present, FindPresent(transaction_, *sale.member_id));
      if (present) known->second = present->member_id;
    }
    return known->second == *member_id_;
  }

  storage::ReadTransaction& transaction_;
  storage::SaleFilter filter_;
  const DayRange days_;
  const int limit_;
  v1::ListSalesResponse response_;
  std::optional<MemberId> member_id_;
  std::map<MemberId, MemberId> present_;
};

}  // namespace

absl::StatusOr<v1::ListSalesResponse> ListSales(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const v1::ListSalesRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  storage::SaleFilter filter{request.store_id(), request.terminal_id(), request.newest_first()};
  TESSERA_ASSIGN_OR_RETURN(filter.behind, ParsePageToken(kList, request.page_token()));
  TESSERA_RETURN_IF_ERROR(CheckText(filter.store_id, 64, "store_id"));
  TESSERA_RETURN_IF_ERROR(CheckText(filter.terminal_id, 64, "terminal_id"));
  TESSERA_ASSIGN_OR_RETURN(
      const DayRange days,
      ReadDays(context, transaction, request.first_date(), request.last_date()));
  Page page(transaction, std::move(filter), days, limit);
  if (request.member_id().empty()) return page.Read();
  TESSERA_ASSIGN_OR_RETURN(const MemberId member_id,
                           MemberId::Parse(request.member_id(), "member_id"));
  TESSERA_ASSIGN_OR_RETURN(const auto present, FindPresent(transaction, member_id));
  if (!present) return v1::ListSalesResponse();
  return page.ReadOf(present->member_id);
}

}  // namespace tessera::operations
