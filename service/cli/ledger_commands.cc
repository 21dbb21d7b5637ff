#include <algorithm>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/faults.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/ledger_service.grpc.pb.h"

namespace tessera::cli {
namespace {

// A check reads the whole ledger.
constexpr int64_t kVerifySeconds = 86'400;

absl::Status PrintCheck(const Session& session, const Client& client,
                        const v1::VerifyLedgerResponse& response) {
  if (session.output == Output::kJson) return PrintJson(response);
  if (session.output != Output::kTable) return PrintFaults(session, response.faults());
  TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
  Print(absl::StrCat(response.members(), " members, ", response.entries(), " entries, ",
                     response.sales(), " sales, liability ",
                     units.Points(response.liability_points()), " points\n"));
  if (response.faults_size() > 0) return PrintFaults(session, response.faults());
  Print("the ledger is whole\n");
  return absl::OkStatus();
}

int Verify(const Session& session) {
  Session patient = session;
  patient.connection.timeout_seconds =
      std::max(patient.connection.timeout_seconds, kVerifySeconds);
  return WithClient(patient, [&](const Client& client) -> absl::StatusOr<int> {
    v1::VerifyLedgerResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
        &v1::LedgerService::Stub::VerifyLedger, v1::VerifyLedgerRequest(), &response));
    TESSERA_RETURN_IF_ERROR(PrintCheck(session, client, response));
    return response.faults_size() == 0 ? kDone : kFaultsFound;
  });
}

int Differences(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Rows rows(session, {{"BOOKED"}, {"SALE"}, {"REASON"}, {"DISCOUNT", true}, {"EARNED", true},
                        {"OVERDRAFT", true}});
    v1::ListDifferencesRequest request;
    request.set_page_size(1'000);
    do {
      v1::ListDifferencesResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
          &v1::LedgerService::Stub::ListDifferences, request, &response));
      for (const v1::SaleDifference& difference : response.differences()) {
        TESSERA_RETURN_IF_ERROR(rows.Add(
            {TimeCell(difference.booked_at_us()), difference.sale_id(), difference.reason(),
             MoneyCell(units, difference.discount_minor()),
             SignedPointsCell(units, difference.earned_points()),
             PointsCell(units, difference.overdraft_points())},
            difference));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    rows.Finish();
    return kDone;
  });
}

}  // namespace

void AddLedgerCommands(CLI::App& app, Session& session) {
  CLI::App* ledger = app.add_subcommand("ledger", "Verify the ledger");
  ledger->require_subcommand(1);
  CLI::App* verify =
      ledger->add_subcommand("verify", "Check every hash chain and invariant; exit code 1 on faults");
  verify->footer("Examples:\n  tessera ledger verify\n  tessera ledger verify --timeout 600");
  verify->callback([&session] { session.run = [&session] { return Verify(session); }; });
  CLI::App* differences = ledger->add_subcommand(
      "differences", "Sales that were booked as shown although the service would have said otherwise");
  differences->footer(
      "Examples:\n  tessera ledger differences\n  tessera --output csv ledger differences > differences.csv");
  differences->callback([&session] { session.run = [&session] { return Differences(session); }; });
}

}  // namespace tessera::cli
