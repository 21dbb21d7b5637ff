#include "tessera/jobs/old_sales.h"

#include <optional>
#include <set>

#include "tessera/base/status.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/sales/old_sales.h"

namespace tessera::jobs {
namespace {

bool IsOver(const std::optional<storage::Uncounted>& uncounted) {
  return !uncounted || uncounted->after_sale_no >= uncounted->last_sale_no;
}

absl::Status Count(const operations::Context& context, storage::Transaction& transaction,
                   const engine::CompiledProgram& live, const storage::Sale& sale,
                   int64_t last_refund_no, std::set<MemberId>& buyers, Progress& progress) {
  ++progress.accounts;
  const auto buyer =
      operations::CountOldSale(context, transaction, live, sale, last_refund_no);
  // What can't be counted does not stand in the way of the others.
  if (absl::IsFailedPrecondition(buyer.status())) {
    if (progress.reason.empty()) progress.reason = ReasonOf(buyer.status());
    return absl::OkStatus();
  }
  if (!buyer.ok()) return buyer.status();
  ++progress.changed;
  if (*buyer) buyers.insert(**buyer);
  return absl::OkStatus();
}

absl::Status Tell(const operations::Context& context, storage::Transaction& transaction,
                  const engine::CompiledProgram& live, const std::set<MemberId>& buyers) {
  for (const MemberId& buyer : buyers) {
    TESSERA_ASSIGN_OR_RETURN(auto loaded, operations::LoadMember(context, transaction, buyer));
    TESSERA_RETURN_IF_ERROR(operations::JudgeTier(context, transaction, live, loaded));
    TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(buyer));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> HasUncounted(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const auto uncounted, transaction.FindUncounted());
  return !IsOver(uncounted);
}

absl::Status CountPortion(const operations::Context& context, storage::Transaction& transaction,
                          Progress& progress) {
  TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.LiveOrNone(transaction));
  TESSERA_ASSIGN_OR_RETURN(auto uncounted, transaction.FindUncounted());
  progress.is_done = live == nullptr || IsOver(uncounted);
  if (progress.is_done) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const auto sales,
                           transaction.ListSales({.behind = uncounted->after_sale_no}, kPortion));
  std::set<MemberId> buyers;
  for (const storage::Sale& sale : sales) {
    if (sale.sale_no > uncounted->last_sale_no) break;
    TESSERA_RETURN_IF_ERROR(Count(context, transaction, *live, sale, uncounted->last_refund_no,
                                  buyers, progress));
    uncounted->after_sale_no = sale.sale_no;
  }
  if (static_cast<int>(sales.size()) < kPortion) uncounted->after_sale_no = uncounted->last_sale_no;
  TESSERA_RETURN_IF_ERROR(Tell(context, transaction, *live, buyers));
  progress.is_done = IsOver(uncounted);
  return transaction.SaveUncounted(*uncounted);
}

}  // namespace tessera::jobs
