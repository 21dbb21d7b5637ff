#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/ledger_service.grpc.pb.h"

namespace tessera::cli {
namespace {

void PrintSale(const v1::BookedSale& sale, const Units& units) {
  const v1::SaleResult& result = sale.result();
  Table facts({"sale", result.sale_id()});
  facts.Add({"booked", TimeText(result.committed_at_us())});
  facts.Add({"where", absl::StrCat("store ", sale.store_id(), ", terminal ", sale.terminal_id(),
                                   ", receipt ", sale.receipt_no())});
  facts.Add({"member", result.member_id().empty() ? "none" : result.member_id()});
  facts.Add({"goods", units.Money(sale.gross_minor())});
  facts.Add({"paid", units.Money(sale.total_minor())});
  facts.Add({"earned", units.Points(result.earned_points())});
  facts.Add({"spent", units.Points(result.spent_points())});
  if (result.overdraft_points() != 0) {
    facts.Add({"overdraft", units.Points(result.overdraft_points())});
  }
  facts.Add({"balance after", units.Points(result.balance_points())});
  facts.Add({"refunds", absl::StrCat(sale.refunds())});
  facts.Add({"quoted", sale.quoted_offline() ? "by the terminal alone" : "by the service"});
  if (result.differs()) facts.Add({"differs", "yes: see `tessera ledger differences`"});
  Print(facts.ToText());
}

int Show(const Session& session, const std::string& sale_id) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetSaleRequest request;
    request.set_sale_id(sale_id);
    v1::GetSaleResponse response;
    TESSERA_RETURN_IF_ERROR(
        client.Call<v1::LedgerService>(&v1::LedgerService::Stub::GetSale, request, &response));
    if (session.json) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
      return kDone;
    }
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    PrintSale(response.sale(), units);
    return kDone;
  });
}

struct ListArguments {
  std::string store_id;
  std::string terminal_id;
  int64_t limit = 100;
  int64_t last = 0;  // so many of the newest instead
};

int List(const Session& session, const ListArguments& arguments) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Table table({"BOOKED", "SALE", "STORE", "TERMINAL", "RECEIPT", "PAID", "EARNED", "SPENT", ""});
    table.AlignRight({5, 6, 7});
    v1::ListSalesRequest request;
    request.set_store_id(arguments.store_id);
    request.set_terminal_id(arguments.terminal_id);
    request.set_newest_first(arguments.last > 0);
    const int64_t limit = arguments.last > 0 ? arguments.last : arguments.limit;
    int64_t left = limit == 0 ? INT64_MAX : limit;
    do {
      request.set_page_size(static_cast<int>(std::min<int64_t>(left, 1'000)));
      v1::ListSalesResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(&v1::LedgerService::Stub::ListSales,
                                                             request, &response));
      if (session.json) TESSERA_RETURN_IF_ERROR(PrintJson(response));
      for (const v1::BookedSale& sale : response.sales()) {
        const v1::SaleResult& result = sale.result();
        table.Add({TimeText(result.committed_at_us()), result.sale_id(), sale.store_id(),
                   sale.terminal_id(), sale.receipt_no(), units.Money(sale.total_minor()),
                   units.Points(result.earned_points()), units.Points(result.spent_points()),
                   sale.quoted_offline() ? "offline" : ""});
      }
      left -= response.sales_size();
      request.set_page_token(response.next_page_token());
    } while (left > 0 && !request.page_token().empty());
    if (!session.json) Print(table.ToText());
    return kDone;
  });
}

}  // namespace

void AddSaleCommands(CLI::App& app, Session& session) {
  CLI::App* sale = app.add_subcommand("sale", "Look at booked sales");
  sale->require_subcommand(1);

  const auto sale_id = std::make_shared<std::string>();
  CLI::App* show = sale->add_subcommand("show", "Show one sale");
  show->add_option("ID", *sale_id, "Its sale id")->required();
  show->callback([&session, sale_id] {
    session.run = [&session, sale_id] { return Show(session, *sale_id); };
  });

  const auto arguments = std::make_shared<ListArguments>();
  CLI::App* list = sale->add_subcommand("list", "List sales, oldest first");
  list->footer("Examples:\n  tessera sale list --store 12 --terminal till-1 --last 20\n"
               "  tessera sale list --limit 0");
  list->add_option("--store", arguments->store_id, "Of one store only");
  list->add_option("--terminal", arguments->terminal_id,
                   "Of one till only; stores may name their tills alike: say --store, too");
  CLI::Option* limit = list->add_option("--limit", arguments->limit, "At most so many; 0 for all");
  limit->check(CLI::NonNegativeNumber);
  list->add_option("--last", arguments->last, "So many of the newest, newest first")
      ->check(CLI::PositiveNumber)
      ->excludes(limit);
  list->callback([&session, arguments] {
    session.run = [&session, arguments] { return List(session, *arguments); };
  });
}

}  // namespace tessera::cli
