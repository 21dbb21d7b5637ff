#include <algorithm>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/faults.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/ledger_service.grpc.pb.h"

namespace tessera::cli {
namespace {

// A check reads the whole ledger.
constexpr int64_t kVerifySeconds = 86'400;

void PrintCheck(const v1::VerifyLedgerResponse& response, const Units& units) {
  Print(absl::StrCat(response.members(), " members, ", response.entries(), " entries, ",
                     response.sales(), " sales, liability ",
                     units.Points(response.liability_points()), " points\n"));
  if (response.faults_size() == 0) return Print("the ledger is whole\n");
  Print(FaultTable(response.faults()));
}

int Verify(const Session& session) {
  Session patient = session;
  patient.connection.timeout_seconds =
      std::max(patient.connection.timeout_seconds, kVerifySeconds);
  return WithClient(patient, [&](const Client& client) -> absl::StatusOr<int> {
    v1::VerifyLedgerResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
        &v1::LedgerService::Stub::VerifyLedger, v1::VerifyLedgerRequest(), &response));
    if (session.json) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
    } else {
      TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
      PrintCheck(response, units);
    }
    return response.faults_size() == 0 ? kDone : kFaultsFound;
  });
}

int Differences(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Table table({"BOOKED", "SALE", "REASON", "DISCOUNT", "EARNED", "OVERDRAFT"});
    table.AlignRight({3, 4, 5});
    v1::ListDifferencesRequest request;
    request.set_page_size(1'000);
    do {
      v1::ListDifferencesResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
          &v1::LedgerService::Stub::ListDifferences, request, &response));
      if (session.json) TESSERA_RETURN_IF_ERROR(PrintJson(response));
      for (const v1::SaleDifference& difference : response.differences()) {
        table.Add({TimeText(difference.booked_at_us()), difference.sale_id(), difference.reason(),
                   units.Money(difference.discount_minor()),
                   units.SignedPoints(difference.earned_points()),
                   units.Points(difference.overdraft_points())});
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    if (!session.json) Print(table.ToText());
    return kDone;
  });
}

}  // namespace

void AddLedgerCommands(CLI::App& app, Session& session) {
  CLI::App* ledger = app.add_subcommand("ledger", "Verify the ledger");
  ledger->require_subcommand(1);
  ledger->add_subcommand("verify", "Check every hash chain and invariant; exit code 1 on faults")
      ->callback([&session] { session.run = [&session] { return Verify(session); }; });
  ledger
      ->add_subcommand("differences", "Sales that were booked as shown although the service would "
                                      "have said otherwise")
      ->callback([&session] { session.run = [&session] { return Differences(session); }; });
}

}  // namespace tessera::cli
