#include "tessera/operations/audit/sales_audit.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/number.h"
#include "tessera/base/status.h"
#include "tessera/operations/audit/returned_goods.h"
#include "tessera/operations/audit/sold_cards.h"
#include "tessera/operations/audit/still_wanted.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {
namespace {

constexpr int kPage = 500;

// One sale.
class SaleAudit {
 public:
  SaleAudit(storage::ReadTransaction& transaction, const storage::Sale& sale, Findings& findings)
      : transaction_(transaction),
        sale_(sale),
        findings_(findings),
        name_(absl::StrCat("sale ", sale.sale_id.ToText())) {}

  absl::Status Run(SaleSums& sums) {
    TESSERA_ASSIGN_OR_RETURN(const auto refunds, transaction_.ListRefunds(sale_.sale_id));
    const Refunded refunded = RefundedBy(refunds);
    TESSERA_RETURN_IF_ERROR(CheckRefunds(refunds.size(), refunded));
    TESSERA_RETURN_IF_ERROR(CheckGivenUp());
    v1::SaleResult answer;
    if (!answer.ParseFromString(sale_.answer)) return Broken("its answer");
    if (!sale_.member_id) return absl::OkStatus();
    const MemberId& account_id = sale_.account_id.value_or(*sale_.member_id);
    TESSERA_RETURN_IF_ERROR(CheckLots(account_id, answer));
    TESSERA_RETURN_IF_ERROR(CheckAllocations(account_id, answer, refunded));
    const auto sum = CheckedAdd(sums.returned_points, refunded.returned_points);
    if (!sum) return Broken("all points ever given back do not fit 64 bits");
    sums.returned_points = *sum;
    return absl::OkStatus();
  }

 private:
  void Tell(absl::string_view code, absl::string_view message) {
    findings_.Tell(code, sale_.member_id, 0, absl::StrCat(name_, message));
  }

  absl::Status CheckRefunds(size_t refunds, const Refunded& refunded) {
    if (refunds != static_cast<size_t>(std::max(sale_.refunds, 0))) {
      Tell("REFUND_ENTRIES",
           absl::StrCat(" counts ", sale_.refunds, " refunds, there are ", refunds));
    }
    if (refunds == 0 && sale_.refunds == 0) return absl::OkStatus();
    v1::Evaluation evaluation;
    v1::Sale document;
    const bool readable = refunded.readable && evaluation.ParseFromString(sale_.evaluation) &&
                          document.ParseFromString(sale_.document);
    if (!readable || Exceeds(refunded.lines, evaluation, document)) {
      Tell("REFUND_EXCESS", ": its refunds exceed it");
    }
    TESSERA_ASSIGN_OR_RETURN(const Money emptied, EmptiedBySale(transaction_, sale_.sale_id));
    if (emptied.value() != refunded.emptied_minor) {
      Tell("TENDER", absl::StrCat(": its refunds took ", emptied.value(),
                                  " off the gift cards that it sold, not ",
                                  refunded.emptied_minor));
    }
    return absl::OkStatus();
  }

  // A printed receipt is booked although it was given up, and says so.
  absl::Status CheckGivenUp() {
    TESSERA_ASSIGN_OR_RETURN(const auto held, transaction_.FindHold(sale_.sale_id));
    if (held) Tell("SALE_CANCELLED", " is booked, and still holds points");
    TESSERA_ASSIGN_OR_RETURN(const bool given_up, transaction_.IsCancelled(sale_.sale_id));
    if (!given_up) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const auto differences,
                             transaction_.ListDifferencesOf(sale_.sale_id));
    const bool is_told = std::any_of(
        differences.begin(), differences.end(),
        [](const storage::Difference& one) { return one.reason == "SALE_CANCELLED"; });
    if (!is_told) Tell("SALE_CANCELLED", " is booked, and was given up");
    return absl::OkStatus();
  }

  absl::Status CheckLots(const MemberId& account_id, const v1::SaleResult& answer) {
    int64_t earned = 0;
    if (sale_.lot_no > 0) {
      TESSERA_ASSIGN_OR_RETURN(
          const auto lots, transaction_.ListLots(account_id, sale_.lot_no - 1, sale_.lots));
      for (const ledger::Lot& lot : lots) {
        if (lot.sale_id != sale_.sale_id) continue;
        earned = CheckedAdd(earned, lot.earned.value()).value_or(earned);
      }
    }
    if (earned != answer.earned_points()) {
      Tell("SALE_ENTRIES", absl::StrCat(" said that it earned ", answer.earned_points(),
                                        ", its lots began with ", earned));
    }
    return absl::OkStatus();
  }

  absl::Status CheckAllocations(const MemberId& account_id, const v1::SaleResult& answer,
                                const Refunded& refunded) {
    TESSERA_ASSIGN_OR_RETURN(const auto allocations,
                             transaction_.ListAllocations(account_id, sale_.sale_id));
    int64_t spent = 0;
    int64_t returned = 0;
    for (const ledger::Allocation& allocation : allocations) {
      spent = CheckedAdd(spent, allocation.spent.value()).value_or(spent);
      returned = CheckedAdd(returned, allocation.returned.value()).value_or(returned);
    }
    if (spent != answer.spent_points()) {
      Tell("ALLOCATIONS", absl::StrCat(" said that it spent ", answer.spent_points(),
                                       ", lots paid ", spent, " for it"));
    }
    if (returned != refunded.returned_points) {
      Tell("ALLOCATIONS", absl::StrCat(": its refunds gave back ", refunded.returned_points,
                                       ", lots got back ", returned));
    }
    return absl::OkStatus();
  }

  storage::ReadTransaction& transaction_;
  const storage::Sale& sale_;
  Findings& findings_;
  const std::string name_;
};

// One after the other, where a page can't be read because of one: numbers that are not there are passed
// over, and what is left after many that cannot be read is left.
absl::Status ReadBeyond(storage::ReadTransaction& transaction, Findings& findings, int64_t& after,
                        std::vector<storage::Sale>& sales) {
  while (!findings.IsFull()) {
    auto one = transaction.ListSales({"", "", false, after}, 1);
    if (one.ok()) {
      sales = *std::move(one);
      return absl::OkStatus();
    }
    ++after;
    TESSERA_RETURN_IF_ERROR(
        findings.Mind(one.status(), std::nullopt, absl::StrCat("the sale with number ", after)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifySales(const Context& context, storage::ReadTransaction& transaction,
                         Findings& findings, SaleSums& sums) {
  int64_t after = 0;
  while (true) {
    TESSERA_RETURN_IF_ERROR(StillWanted(context));
    auto page = transaction.ListSales({"", "", false, after}, kPage);
    std::vector<storage::Sale> sales;
    if (page.ok()) {
      sales = *std::move(page);
    } else {
      TESSERA_RETURN_IF_ERROR(ReadBeyond(transaction, findings, after, sales));
    }
    if (sales.empty()) return absl::OkStatus();
    for (const storage::Sale& sale : sales) {
      findings.response().set_sales(findings.response().sales() + 1);
      SaleAudit audit(transaction, sale, findings);
      TESSERA_RETURN_IF_ERROR(findings.Mind(audit.Run(sums), sale.member_id,
                                            absl::StrCat("sale ", sale.sale_id.ToText())));
    }
    after = sales.back().sale_no;
  }
}

}  // namespace tessera::operations
