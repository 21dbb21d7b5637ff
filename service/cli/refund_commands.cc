#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
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
    Table table({"RECEIVED", "REFUND", "SALE", "STORE", "TERMINAL", "CASHIER", "LINES"});
    v1::ListPendingRefundsRequest request;
    request.set_page_size(1'000);
    do {
      v1::ListPendingRefundsResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
          &v1::LedgerService::Stub::ListPendingRefunds, request, &response));
      if (session.json) TESSERA_RETURN_IF_ERROR(PrintJson(response));
      for (const v1::PendingRefund& pending : response.refunds()) {
        const v1::Refund& refund = pending.refund();
        table.Add({TimeText(pending.received_at_us()), refund.refund_id(), refund.sale_id(),
                   refund.store_id(), refund.terminal_id(), refund.cashier_id(),
                   LinesText(refund)});
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    if (!session.json) Print(table.ToText());
    return kDone;
  });
}

int WithoutSale(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Table table({"BOOKED", "REFUND", "STORE", "TERMINAL", "CASHIER", "MEMBER", "PAID BACK",
                 "TAKEN BACK"});
    table.AlignRight({6, 7});
    v1::ListRefundsWithoutSaleRequest request;
    request.set_page_size(1'000);
    do {
      v1::ListRefundsWithoutSaleResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
          &v1::LedgerService::Stub::ListRefundsWithoutSale, request, &response));
      if (session.json) TESSERA_RETURN_IF_ERROR(PrintJson(response));
      for (const v1::RefundWithoutSale& refund : response.refunds()) {
        const v1::RefundResult& result = refund.result();
        table.Add({TimeText(result.refunded_at_us()), result.refund_id(), refund.store_id(),
                   refund.terminal_id(), refund.cashier_id(),
                   refund.member_id().empty() ? "none" : refund.member_id(),
                   units.Money(result.net_minor()), units.Points(result.revoked_points())});
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    if (!session.json) Print(table.ToText());
    return kDone;
  });
}

}  // namespace

void AddRefundCommands(CLI::App& app, Session& session) {
  CLI::App* refund = app.add_subcommand("refund", "Look at refunds that need a look");
  refund->require_subcommand(1);
  refund
      ->add_subcommand("pending",
                       "Printed refunds whose sale has not come yet, oldest first; one that grows "
                       "old means that a till's sale never arrived")
      ->callback([&session] { session.run = [&session] { return Pending(session); }; });
  refund
      ->add_subcommand("without-sale", "Refunds of goods without a receipt, oldest first")
      ->callback([&session] { session.run = [&session] { return WithoutSale(session); }; });
}

}  // namespace tessera::cli
