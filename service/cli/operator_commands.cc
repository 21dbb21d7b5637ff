#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/client.h"
#include "tessera/cli/faults.h"
#include "tessera/cli/progress.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/operator_service.grpc.pb.h"

namespace tessera::cli {
namespace {

// A job goes through every account, a backup through the whole database.
constexpr int64_t kPatientSeconds = 86'400;
// Between two looks at how far a job is.
constexpr std::chrono::milliseconds kPause(500);

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
      {"purchases", v1::JOB_KIND_PURCHASES},
      {"insight", v1::JOB_KIND_INSIGHT},
      {"segments", v1::JOB_KIND_SEGMENTS},
      {"feed", v1::JOB_KIND_FEED}};
  return *kinds;
}

std::vector<std::string> NamesOfKinds() {
  std::vector<std::string> names;
  for (const auto& [name, kind] : Kinds()) names.push_back(name);
  return names;
}

std::string NameOf(v1::JobKind kind) {
  for (const auto& [name, known] : Kinds()) {
    if (known == kind) return name;
  }
  return "unknown";
}

Cell EndOf(const v1::Job& job) {
  if (job.started_at_us() == 0) return "";
  return job.ended_at_us() == 0 && job.reason().empty() ? Cell("running", "") : TimeCell(job.ended_at_us());
}

// "12000 of 48000 (25 %)"; empty where nobody knows, or nothing runs.
Cell WayOf(const v1::Job& job) {
  if (job.expected() == 0) return "";
  const int64_t share = 100 * job.done() / job.expected();
  return absl::StrCat(job.done(), " of ", job.expected(), " (", share, " %)");
}

bool WentWell(const google::protobuf::RepeatedPtrField<v1::Job>& jobs) {
  return std::all_of(jobs.begin(), jobs.end(),
                     [](const v1::Job& job) { return job.reason().empty(); });
}

absl::StatusOr<int> PrintJobs(const Session& session,
                              const google::protobuf::RepeatedPtrField<v1::Job>& jobs) {
  Rows rows(session, {{"JOB"}, {"STARTED"}, {"ENDED"}, {"ACCOUNTS", true}, {"CHANGED", true}, {"DONE"}, {"REASON"}});
  for (const v1::Job& job : jobs) {
    TESSERA_RETURN_IF_ERROR(rows.Add({NameOf(job.kind()), TimeCell(job.started_at_us()), EndOf(job),
                                      NumberCell(job.accounts()), NumberCell(job.changed()),
                                      WayOf(job), job.reason()},
                                     job));
  }
  rows.Finish();
  return WentWell(jobs) ? kDone : kFaultsFound;
}

int List(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::ListJobsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::OperatorService>(
        &v1::OperatorService::Stub::ListJobs, v1::ListJobsRequest(), &response));
    return PrintJobs(session, response.jobs());
  });
}

struct Wanted {
  std::string job;
  bool anew = false;
  Change change;
};

// How far it is; what can't be asked now is asked again later.
void ShowWay(const Client& client, v1::JobKind kind, Progress& progress) {
  v1::ListJobsResponse response;
  const absl::Status asked = client.CallUnseen<v1::OperatorService>(
      &v1::OperatorService::Stub::ListJobs, v1::ListJobsRequest(), &response);
  if (!asked.ok()) return;
  for (const v1::Job& job : response.jobs()) {
    if (job.kind() != kind || job.ended_at_us() != 0) continue;
    progress.At(job.expected() > 0 ? job.done() : job.accounts(), job.expected());
  }
}

absl::StatusOr<v1::RunJobResponse> RunJob(const Session& session, const Client& client,
                                          const v1::RunJobRequest& request) {
  auto running = std::async(std::launch::async, [&]() -> absl::StatusOr<v1::RunJobResponse> {
    v1::RunJobResponse response;
    TESSERA_RETURN_IF_ERROR(client.CallUnseen<v1::OperatorService>(
        &v1::OperatorService::Stub::RunJob, request, &response));
    return response;
  });
  Progress progress(session, SystemClock(), NameOf(request.kind()));
  while (running.wait_for(kPause) != std::future_status::ready) {
    ShowWay(client, request.kind(), progress);
  }
  progress.Finish();
  return running.get();
}

int Run(const Session& session, const Wanted& wanted) {
  return WithClient(Patient(session), [&](const Client& client) -> absl::StatusOr<int> {
    v1::RunJobRequest request;
    request.set_kind(Kinds().at(wanted.job));
    request.set_anew(wanted.anew);
    if (wanted.anew) {
      TESSERA_RETURN_IF_ERROR(Confirm(
          wanted.change, "Forget all figures and count every receipt again? Until that is done, there are "
                         "no figures."));
    }
    TESSERA_ASSIGN_OR_RETURN(const v1::RunJobResponse response, RunJob(session, client, request));
    google::protobuf::RepeatedPtrField<v1::Job> jobs;
    *jobs.Add() = response.job();
    return PrintJobs(session, jobs);
  });
}

std::vector<Fact> FactsOf(const v1::LedgerTotals& totals, const Units& units) {
  return {{"members", PointsCell(units, totals.member_points())},
          {"issued", PointsCell(units, totals.issued_points())},
          {"spent", PointsCell(units, totals.spent_points())},
          {"expired", PointsCell(units, totals.expired_points())},
          {"adjusted", PointsCell(units, totals.adjusted_points())},
          {"debt", PointsCell(units, totals.debt_points())},
          {"lost", PointsCell(units, totals.lost_points())},
          {"transferred", PointsCell(units, totals.transferred_points())}};
}

int Backup(const Session& session, const std::string& name) {
  return WithClient(Patient(session), [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    v1::BackupRequest request;
    request.set_name(name);
    v1::BackupResponse response;
    TESSERA_RETURN_IF_ERROR(
        client.Call<v1::OperatorService>(&v1::OperatorService::Stub::Backup, request, &response));
    const int exit_code = response.faults_size() == 0 ? kDone : kFaultsFound;
    const bool for_people = session.output == Output::kTable;
    if (for_people) {
      Print(absl::StrCat(response.path(), " on the service's machine, ", response.bytes(),
                         " bytes. Its ledger sums to:\n"));
    }
    TESSERA_RETURN_IF_ERROR(PrintFacts(session, FactsOf(response.totals(), units), response));
    if (for_people && response.faults_size() > 0) {
      Print("The copy is as damaged as what it was made of:\n");
      TESSERA_RETURN_IF_ERROR(PrintFaults(session, response.faults()));
    }
    return exit_code;
  });
}

}  // namespace

void AddOperatorCommands(CLI::App& app, Session& session) {
  CLI::App* jobs = app.add_subcommand("jobs", "What runs by itself, and how it went");
  jobs->footer("Examples:\n  tessera jobs\n  tessera jobs run points\n  tessera jobs run insight --anew\n"
               "Exit code 1 where a job did not go well.");
  CLI::App* run = jobs->add_subcommand("run", "Run a job now instead of at its time");
  const auto wanted = std::make_shared<Wanted>();
  run->add_option("job", wanted->job, "Which")->required()->check(CLI::IsMember(NamesOfKinds()));
  run->add_flag("--anew", wanted->anew,
                "insight: forget all figures and count every receipt again, as after costs of goods changed");
  AddYes(*run, wanted->change);
  run->footer("Examples:\n  tessera jobs run points\n  tessera jobs run insight --anew\n"
              "Exit code 1 where it did not go well.");
  run->callback(
      [&session, wanted] { session.run = [&session, wanted] { return Run(session, *wanted); }; });
  jobs->callback([&session, run] {
    if (run->count() == 0) session.run = [&session] { return List(session); };
  });

  CLI::App* backup = app.add_subcommand("backup", "Copy the running database");
  backup->footer("Examples:\n  tessera backup monday.db\n"
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
