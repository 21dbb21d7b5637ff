#include "tessera/rpc/operator_calls.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tessera/base/status.h"
#include "tessera/operations/audit/verify_ledger.h"
#include "tessera/rpc/keep_act.h"
#include "tessera/rpc/unary.h"

namespace tessera::rpc {
namespace {

constexpr size_t kNameBytes = 128;

v1::JobKind KindToProto(jobs::Kind kind) {
  switch (kind) {
    case jobs::Kind::kPoints: return v1::JOB_KIND_POINTS;
    case jobs::Kind::kTiers: return v1::JOB_KIND_TIERS;
    case jobs::Kind::kPurchases: return v1::JOB_KIND_PURCHASES;
    case jobs::Kind::kInsight: return v1::JOB_KIND_INSIGHT;
    case jobs::Kind::kSegments: return v1::JOB_KIND_SEGMENTS;
    case jobs::Kind::kFeed: return v1::JOB_KIND_FEED;
  }
  return v1::JOB_KIND_UNSPECIFIED;
}

absl::StatusOr<jobs::Kind> KindFromProto(v1::JobKind kind) {
  for (const jobs::Kind known : jobs::kKinds) {
    if (KindToProto(known) == kind) return known;
  }
  return InvalidInput("JOB_INVALID", "kind", "name a job: points, tiers, purchases, insight, segments or feed");
}

v1::Job JobToProto(jobs::Kind kind, const jobs::JobState& state) {
  const storage::JobRun& run = state.run;
  v1::Job job;
  job.set_kind(KindToProto(kind));
  job.set_started_at_us(run.started_at.us);
  job.set_ended_at_us(run.ended_at ? run.ended_at->us : 0);
  job.set_accounts(run.accounts);
  job.set_changed(run.changed);
  job.set_reason(run.reason);
  job.set_done(state.distance.done);
  job.set_expected(state.distance.expected);
  return job;
}

// `work` answers; it may take its time.
template <typename Work>
grpc::ServerUnaryReactor* RunLong(Front& front, const Method& method,
                                  grpc::CallbackServerContext* context, Work work) {
  auto* reactor = new UnaryReactor(front, method, *context);
  if (absl::Status admitted = reactor->call().Admit(); !admitted.ok()) {
    reactor->End(admitted);
    return reactor;
  }
  const bool queued = front.LaneOf(method).TrySubmit([=] {
    absl::Status outcome = reactor->call().CheckAlive();
    if (outcome.ok()) outcome = work(reactor->call());
    reactor->End(outcome);
  });
  if (!queued) reactor->End(QueueFull());
  return reactor;
}

absl::StatusOr<std::string> PathOf(const Front& front, const std::string& name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
  });
  if (name.empty() || name.size() > kNameBytes || !is_plain || name[0] == '.') {
    return InvalidInput("NAME_INVALID", "name",
                        "name a file without a path: up to 128 letters, digits, '-', '_' and '.', "
                        "not beginning with '.'");
  }
  if (front.options.backup_folder.empty() || !front.options.open_copy) {
    return Refused("BACKUPS_OFF", "name", "this service has no folder for backups");
  }
  return absl::StrCat(front.options.backup_folder, "/", name);
}

// What the copy says, read as the service would read it after a restore.
absl::Status SumUp(Call& call, const std::string& path, v1::BackupResponse* response) {
  TESSERA_ASSIGN_OR_RETURN(const auto copy, call.front().options.open_copy(path));
  v1::VerifyLedgerResponse verified;
  TESSERA_RETURN_IF_ERROR(copy->Read([&](storage::ReadTransaction& transaction) {
    return Put(operations::VerifyLedger(call.NewContext(), transaction, v1::VerifyLedgerRequest()),
               &verified);
  }));
  *response->mutable_totals() = std::move(*verified.mutable_totals());
  response->mutable_faults()->Swap(verified.mutable_faults());
  return absl::OkStatus();
}

absl::Status MakeBackup(Call& call, const std::string& name, v1::BackupResponse* response) {
  Front& front = call.front();
  TESSERA_ASSIGN_OR_RETURN(const std::string path, PathOf(front, name));
  TESSERA_RETURN_IF_ERROR(KeepAct(call, "Backup", name));
  const operations::Context context = call.NewContext();
  TESSERA_RETURN_IF_ERROR(front.store.Backup(path, front.random, context.still_wanted));
  std::error_code error;
  if (absl::Status summed = SumUp(call, path, response); !summed.ok()) {
    // Whoever asks again finds the name free.
    std::filesystem::remove(path, error);
    return summed;
  }
  const auto bytes = std::filesystem::file_size(path, error);
  response->set_path(path);
  response->set_bytes(error ? 0 : static_cast<int64_t>(bytes));
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* RunJob(Front& front, grpc::CallbackServerContext* context,
                                 const v1::RunJobRequest* request, v1::RunJobResponse* response) {
  return RunLong(front, kRunJob, context, [=, &front](Call& call) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const jobs::Kind kind, KindFromProto(request->kind()));
    if (request->anew() && kind != jobs::Kind::kInsight) {
      return InvalidInput("ANEW_INVALID", "anew", "only the job \"insight\" counts anew; leave it out");
    }
    const std::string name = absl::AsciiStrToLower(
        absl::StripPrefix(v1::JobKind_Name(request->kind()), "JOB_KIND_"));
    TESSERA_RETURN_IF_ERROR(KeepAct(call, "RunJob", name + (request->anew() ? ", anew" : "")));
    const auto still_wanted = call.NewContext().still_wanted;
    TESSERA_ASSIGN_OR_RETURN(storage::JobRun run, request->anew()
                                                      ? front.jobs.CountAnew(still_wanted)
                                                      : front.jobs.Run(kind, still_wanted));
    *response->mutable_job() = JobToProto(kind, {std::move(run), {}});
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ListJobs(Front& front, grpc::CallbackServerContext* context,
                                   const v1::ListJobsRequest*, v1::ListJobsResponse* response) {
  return RunLong(front, kListJobs, context, [=, &front](Call&) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const auto states, front.jobs.List());
    for (size_t i = 0; i < states.size(); ++i) {
      *response->add_jobs() = JobToProto(jobs::kKinds[i], states[i]);
    }
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* Backup(Front& front, grpc::CallbackServerContext* context,
                                 const v1::BackupRequest* request, v1::BackupResponse* response) {
  return RunLong(front, kBackup, context, [=](Call& call) {
    return MakeBackup(call, request->name(), response);
  });
}

}  // namespace tessera::rpc
