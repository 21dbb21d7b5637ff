#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/faults.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/operator_service.grpc.pb.h"

namespace tessera::cli {
namespace {

// A job goes through every account, a backup through the whole database.
constexpr int64_t kPatientSeconds = 86'400;

Session Patient(const Session& session) {
  Session patient = session;
  patient.connection.timeout_seconds =
      std::max(patient.connection.timeout_seconds, kPatientSeconds);
  return patient;
}

const std::map<std::string, v1::JobKind>& Kinds() {
  static const auto* const kinds = new std::map<std::string, v1::JobKind>{
      {"points", v1::JOB_KIND_POINTS},
      {"tiers", v1::JOB_KIND_TIERS},
      {"purchases", v1::JOB_KIND_PURCHASES}};
  return *kinds;
}

std::string NameOf(v1::JobKind kind) {
  for (const auto& [name, known] : Kinds()) {
    if (known == kind) return name;
  }
  return "unknown";
}

std::string EndOf(const v1::Job& job) {
  if (job.started_at_us() == 0) return "";
  return job.ended_at_us() == 0 && job.reason().empty() ? "running" : TimeText(job.ended_at_us());
}

bool WentWell(const google::protobuf::RepeatedPtrField<v1::Job>& jobs) {
  return std::all_of(jobs.begin(), jobs.end(),
                     [](const v1::Job& job) { return job.reason().empty(); });
}

int PrintJobs(const google::protobuf::RepeatedPtrField<v1::Job>& jobs) {
  Table table({"JOB", "STARTED", "ENDED", "ACCOUNTS", "CHANGED", "REASON"});
  table.AlignRight({3, 4});
  for (const v1::Job& job : jobs) {
    table.Add({NameOf(job.kind()), TimeText(job.started_at_us()), EndOf(job),
               absl::StrCat(job.accounts()), absl::StrCat(job.changed()), job.reason()});
  }
  Print(table.ToText());
  return WentWell(jobs) ? kDone : kFaultsFound;
}

int List(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::ListJobsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::OperatorService>(
        &v1::OperatorService::Stub::ListJobs, v1::ListJobsRequest(), &response));
    if (!session.json) return PrintJobs(response.jobs());
    TESSERA_RETURN_IF_ERROR(PrintJson(response));
    return WentWell(response.jobs()) ? kDone : kFaultsFound;
  });
}

int Run(const Session& session, const std::string& job) {
  return WithClient(Patient(session), [&](const Client& client) -> absl::StatusOr<int> {
    v1::RunJobRequest request;
    request.set_kind(Kinds().at(job));
    v1::RunJobResponse response;
    TESSERA_RETURN_IF_ERROR(
        client.Call<v1::OperatorService>(&v1::OperatorService::Stub::RunJob, request, &response));
    if (session.json) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
      return response.job().reason().empty() ? kDone : kFaultsFound;
    }
    google::protobuf::RepeatedPtrField<v1::Job> jobs;
    *jobs.Add() = response.job();
    return PrintJobs(jobs);
  });
}

void PrintTotals(const v1::LedgerTotals& totals, const Units& units) {
  Table table({"ACCOUNT", "POINTS"});
  table.AlignRight({1});
  table.Add({"members", units.Points(totals.member_points())});
  table.Add({"issued", units.Points(totals.issued_points())});
  table.Add({"spent", units.Points(totals.spent_points())});
  table.Add({"expired", units.Points(totals.expired_points())});
  table.Add({"adjusted", units.Points(totals.adjusted_points())});
  table.Add({"debt", units.Points(totals.debt_points())});
  table.Add({"lost", units.Points(totals.lost_points())});
  table.Add({"transferred", units.Points(totals.transferred_points())});
  Print(table.ToText());
}

int Backup(const Session& session, const std::string& name) {
  return WithClient(Patient(session), [&](const Client& client) -> absl::StatusOr<int> {
    v1::BackupRequest request;
    request.set_name(name);
    v1::BackupResponse response;
    TESSERA_RETURN_IF_ERROR(
        client.Call<v1::OperatorService>(&v1::OperatorService::Stub::Backup, request, &response));
    const int exit_code = response.faults_size() == 0 ? kDone : kFaultsFound;
    if (session.json) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
      return exit_code;
    }
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Print(absl::StrCat(response.path(), " on the service's machine, ", response.bytes(),
                       " bytes. Its ledger sums to:\n"));
    PrintTotals(response.totals(), units);
    if (response.faults_size() > 0) {
      Print("The copy is as damaged as what it was made of:\n");
      Print(FaultTable(response.faults()));
    }
    return exit_code;
  });
}

}  // namespace

void AddOperatorCommands(CLI::App& app, Session& session) {
  CLI::App* jobs = app.add_subcommand("jobs", "What runs by itself, and how it went");
  jobs->footer("Examples:\n  tessera jobs\n  tessera jobs run points\n"
               "Exit code 1 where a job did not go well.");
  CLI::App* run = jobs->add_subcommand("run", "Run a job now instead of at its time");
  const auto job = std::make_shared<std::string>();
  run->add_option("job", *job, "points, tiers or purchases")
      ->required()
      ->check(CLI::IsMember({"points", "tiers", "purchases"}));
  run->callback([&session, job] { session.run = [&session, job] { return Run(session, *job); }; });
  jobs->callback([&session, run] {
    if (run->count() == 0) session.run = [&session] { return List(session); };
  });

  CLI::App* backup = app.add_subcommand("backup", "Copy the running database");
  backup->footer("Example:\n  tessera backup monday.db\n"
                 "The copy lies in the service's backup_folder; restore it by putting it in the place "
                 "of\ntessera.db, with the key file that belongs to it, while tesserad is stopped.\n"
                 "Exit code 1 where the copy is made, and its ledger is not whole.");
  const auto name = std::make_shared<std::string>();
  backup->add_option("name", *name, "File in the service's backup folder, which does not exist yet")
      ->required();
  backup->callback(
      [&session, name] { session.run = [&session, name] { return Backup(session, *name); }; });
}

}  // namespace tessera::cli
