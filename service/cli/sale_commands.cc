#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tessera/base/status.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/cli/who.h"
#include "tessera/v1/ledger_service.grpc.pb.h"
#include "tessera/v1/member_service.grpc.pb.h"

namespace tessera::cli {
namespace {

std::vector<Fact> FactsOf(const v1::BookedSale& sale, const Units& units) {
  const v1::SaleResult& result = sale.result();
  std::vector<Fact> facts = {
      {"sale", result.sale_id()},
      {"booked", TimeCell(result.committed_at_us())},
      {"store", sale.store_id()},
      {"terminal", sale.terminal_id()},
      {"receipt", sale.receipt_no()},
      {"member", MemberCell(result.member_id())},
      {"goods", MoneyCell(units, sale.gross_minor())},
      {"paid", MoneyCell(units, sale.total_minor())},
      {"earned", PointsCell(units, result.earned_points())},
      {"spent", PointsCell(units, result.spent_points())},
      {"balance after", PointsCell(units, result.balance_points())},
      {"refunds", NumberCell(sale.refunds())},
      {"quoted", sale.quoted_offline() ? Cell("by the terminal alone", "offline")
                                       : Cell("by the service", "online")}};
  if (result.overdraft_points() != 0) {
    facts.push_back({"overdraft", PointsCell(units, result.overdraft_points())});
  }
  if (result.differs()) {
    facts.push_back({"differs", Cell("yes: see `tessera ledger differences`", "true")});
  }
  return facts;
}

int Show(const Session& session, const std::string& sale_id) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetSaleRequest request;
    request.set_sale_id(sale_id);
    v1::GetSaleResponse response;
    TESSERA_RETURN_IF_ERROR(
        client.Call<v1::LedgerService>(&v1::LedgerService::Stub::GetSale, request, &response));
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    TESSERA_RETURN_IF_ERROR(PrintFacts(session, FactsOf(response.sale(), units), response));
    return kDone;
  });
}

struct ListArguments {
  std::string store_id;
  std::string terminal_id;
  Who who;  // empty: of everybody
  std::string from;
  std::string to;
  int64_t limit = 100;
  int64_t last = 0;  // so many of the newest instead
};

// Empty where nobody is named.
absl::StatusOr<std::string> MemberIdOf(const Client& client, const Who& who) {
  if (who.card.empty() && who.phone.empty() && who.member_id.empty()) return std::string();
  v1::GetMemberRequest request;
  *request.mutable_member() = ToRef(who);
  v1::GetMemberResponse response;
  TESSERA_RETURN_IF_ERROR(
      client.Call<v1::MemberService>(&v1::MemberService::Stub::GetMember, request, &response));
  return response.member().member_id();
}

int List(const Session& session, const ListArguments& arguments) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Rows rows(session, {{"BOOKED"}, {"SALE"}, {"STORE"}, {"TERMINAL"}, {"RECEIPT"}, {"PAID", true},
                        {"EARNED", true}, {"SPENT", true}, {"OFFLINE"}});
    v1::ListSalesRequest request;
    request.set_store_id(arguments.store_id);
    request.set_terminal_id(arguments.terminal_id);
    request.set_first_date(arguments.from);
    request.set_last_date(arguments.to);
    TESSERA_ASSIGN_OR_RETURN(*request.mutable_member_id(), MemberIdOf(client, arguments.who));
    request.set_newest_first(arguments.last > 0);
    const int64_t limit = arguments.last > 0 ? arguments.last : arguments.limit;
    int64_t left = limit == 0 ? INT64_MAX : limit;
    do {
      request.set_page_size(static_cast<int>(std::min<int64_t>(left, 1'000)));
      v1::ListSalesResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(&v1::LedgerService::Stub::ListSales,
                                                             request, &response));
      for (const v1::BookedSale& sale : response.sales()) {
        const v1::SaleResult& result = sale.result();
        TESSERA_RETURN_IF_ERROR(rows.Add(
            {TimeCell(result.committed_at_us()), result.sale_id(), sale.store_id(),
             sale.terminal_id(), sale.receipt_no(), MoneyCell(units, sale.total_minor()),
             PointsCell(units, result.earned_points()), PointsCell(units, result.spent_points()),
             YesCell(sale.quoted_offline())},
            sale));
      }
      left -= response.sales_size();
      request.set_page_token(response.next_page_token());
    } while (left > 0 && !request.page_token().empty());
    rows.Finish();
    return kDone;
  });
}

std::string SuspicionText(const v1::Suspicion& suspicion) {
  const std::string often =
      absl::StrCat(suspicion.sales(), " sales within ",
                   absl::FormatDuration(absl::Seconds(suspicion.window_seconds())));
  switch (suspicion.kind()) {
    case v1::SUSPICION_KIND_CARD_TOO_OFTEN_AT_TILL: return absl::StrCat(often, " at the till");
    case v1::SUSPICION_KIND_CARD_TOO_OFTEN_BY_CASHIER:
      return absl::StrCat(often, " by the cashier");
    case v1::SUSPICION_KIND_CARD_AFTER_PAYMENT: return "card shown after payment began";
    default: return absl::StrCat("kind ", static_cast<int>(suspicion.kind()));
  }
}

int Suspicions(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"SOLD"}, {"SALE"}, {"STORE"}, {"TERMINAL"}, {"CASHIER"}, {"MEMBER"},
                        {"WHAT WAS SEEN"}});
    v1::ListSuspicionsRequest request;
    request.set_page_size(1'000);
    do {
      v1::ListSuspicionsResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
          &v1::LedgerService::Stub::ListSuspicions, request, &response));
      for (const v1::SuspectedSale& sale : response.suspicions()) {
        TESSERA_RETURN_IF_ERROR(rows.Add(
            {TimeCell(sale.quoted_at_us()), sale.sale_id(), sale.store_id(), sale.terminal_id(),
             sale.cashier_id(), MemberCell(sale.member_id()), SuspicionText(sale.suspicion())},
            sale));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    rows.Finish();
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
  show->footer("Examples:\n  tessera sale show 01977c2e-8b40-7000-8000-000000000001");
  show->callback([&session, sale_id] {
    session.run = [&session, sale_id] { return Show(session, *sale_id); };
  });

  CLI::App* suspicions = sale->add_subcommand(
      "suspicions", "Sales whose till suspected the card (see `guard` in the program), oldest first");
  suspicions->footer("Examples:\n  tessera sale suspicions\n  tessera --output csv sale suspicions > seen.csv");
  suspicions->callback([&session] { session.run = [&session] { return Suspicions(session); }; });

  const auto arguments = std::make_shared<ListArguments>();
  CLI::App* list = sale->add_subcommand("list", "List sales, oldest first");
  list->footer("Examples:\n  tessera sale list --store 12 --terminal till-1 --last 20\n"
               "  tessera sale list --card 2977000000010 --from 2026-03-01\n"
               "  tessera sale list --limit 0");
  list->add_option("--store", arguments->store_id, "Of one store only");
  list->add_option("--terminal", arguments->terminal_id,
                   "Of one till only; stores may name their tills alike: say --store, too");
  CLI::Option* card = list->add_option("--card", arguments->who.card, "Of the member with this card");
  CLI::Option* phone =
      list->add_option("--phone", arguments->who.phone, "Of the member with this number")->excludes(card);
  list->add_option("--member", arguments->who.member_id, "Of the member with this id")
      ->excludes(card)
      ->excludes(phone);
  list->add_option("--from", arguments->from, "Booked on this day or later, as 2026-03-01");
  list->add_option("--to", arguments->to, "Booked until this day, included");
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
