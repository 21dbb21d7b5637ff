#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/ledger_service.grpc.pb.h"

namespace tessera::cli {
namespace {

std::string LinesText(const v1::Refund& refund) {
  return refund.lines().empty() ? "all that is left" : absl::StrCat(refund.lines_size());
}

int Pending(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"RECEIVED"}, {"REFUND"}, {"SALE"}, {"STORE"}, {"TERMINAL"}, {"CASHIER"},
                        {"LINES"}});
    v1::ListPendingRefundsRequest request;
    request.set_page_size(1'000);
    do {
      v1::ListPendingRefundsResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
          &v1::LedgerService::Stub::ListPendingRefunds, request, &response));
      for (const v1::PendingRefund& pending : response.refunds()) {
        const v1::Refund& refund = pending.refund();
        TESSERA_RETURN_IF_ERROR(rows.Add(
            {TimeCell(pending.received_at_us()), refund.refund_id(), refund.sale_id(),
             refund.store_id(), refund.terminal_id(), refund.cashier_id(), LinesText(refund)},
            pending));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    rows.Finish();
    return kDone;
  });
}

int WithoutSale(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Rows rows(session, {{"BOOKED"}, {"REFUND"}, {"STORE"}, {"TERMINAL"}, {"CASHIER"}, {"MEMBER"},
                        {"PAID BACK", true}, {"TAKEN BACK", true}});
    v1::ListRefundsWithoutSaleRequest request;
    request.set_page_size(1'000);
    do {
      v1::ListRefundsWithoutSaleResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
          &v1::LedgerService::Stub::ListRefundsWithoutSale, request, &response));
      for (const v1::RefundWithoutSale& refund : response.refunds()) {
        const v1::RefundResult& result = refund.result();
        TESSERA_RETURN_IF_ERROR(rows.Add(
            {TimeCell(result.refunded_at_us()), result.refund_id(), refund.store_id(),
             refund.terminal_id(), refund.cashier_id(), MemberCell(refund.member_id()),
             MoneyCell(units, result.net_minor()), PointsCell(units, result.revoked_points())},
            refund));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    rows.Finish();
    return kDone;
  });
}

}  // namespace

void AddRefundCommands(CLI::App& app, Session& session) {
  CLI::App* refund = app.add_subcommand("refund", "Look at refunds that need a look");
  refund->require_subcommand(1);
  CLI::App* pending = refund->add_subcommand(
      "pending", "Printed refunds whose sale has not come yet, oldest first; one that grows old means that "
                 "a till's sale never arrived");
  pending->footer("Examples:\n  tessera refund pending");
  pending->callback([&session] { session.run = [&session] { return Pending(session); }; });
  CLI::App* without_sale =
      refund->add_subcommand("without-sale", "Refunds of goods without a receipt, oldest first");
  without_sale->footer(
      "Examples:\n  tessera refund without-sale\n  tessera --output csv refund without-sale > refunds.csv");
  without_sale->callback([&session] { session.run = [&session] { return WithoutSale(session); }; });
}

}  // namespace tessera::cli
