#include "commit_cases.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>

#include "bare_rows.h"
#include "echo.h"
#include "load.h"
#include "rounds.h"
#include "sample.h"
#include "targets.h"

namespace tessera::bench {
namespace {

using support::TemporaryFolder;
using support::TestService;

constexpr int64_t kSalesInTransaction = 256;

// The database of a service that is stopped meanwhile, so that the file is all of it.
void CopyDatabase(TestService& service, const std::filesystem::path& to) {
  service.Stop();
  std::filesystem::copy_file(service.folder() / "tessera.db", to,
                             std::filesystem::copy_options::overwrite_existing);
  service.Start();
}

// The rate beside that of bare SQLite, and the times beside those of an echo.
absl::StatusOr<std::vector<Figure>> MeasureRate(TestService& service, const Options& options,
                                                EchoServer& echo_server, double* per_second) {
  const TemporaryFolder folder;
  const std::filesystem::path before = folder.path() / "before.db";
  const std::filesystem::path after = folder.path() / "after.db";
  const std::filesystem::path copy = folder.path() / "copy.db";
  uint64_t numbers = 0;
  // A service that books one a millisecond takes about as long as was asked for.
  const auto sales = static_cast<uint64_t>(std::min<int64_t>(kMembers, options.milliseconds));

  CopyDatabase(service, before);
  Side ours, echoed;
  std::vector<double> bare;
  absl::StatusOr<BareRows> rows = absl::UnknownError("");
  for (int round = -1; round < kRounds; ++round) {
    absl::StatusOr<Target> target = CommitTarget(service.address(), options, kMembers);
    if (!target.ok()) return target.status();
    const Target echo = echo_server.Like(*target);
    const Measured measured = RunCalls(*target, options.in_flight, sales, numbers);
    echo_server.AnswerWith(measured.response_bytes);
    const Measured baseline = RunCalls(echo, options.in_flight, sales, numbers);
    absl::Status well = AllWell("commit", measured);
    if (well.ok()) well = AllWell("echo", baseline);
    if (!well.ok()) return well;
    if (round < 0) {
      CopyDatabase(service, after);
      rows = BareRows::Between(before, after);
      if (!rows.ok()) return rows.status();
      continue;
    }
    std::filesystem::copy_file(before, copy, std::filesystem::copy_options::overwrite_existing);
    const int64_t transactions =
        (static_cast<int64_t>(measured.calls) + kSalesInTransaction - 1) / kSalesInTransaction;
    const absl::StatusOr<double> seconds = rows->Write(copy, transactions);
    if (!seconds.ok()) return seconds.status();
    ours.Take(measured);
    echoed.Take(baseline);
    bare.push_back(static_cast<double>(sales) / *seconds);
  }
  *per_second = Median(ours.per_second);
  return std::vector<Figure>{
      {"commit", *per_second, "sales/s", Median(bare)},
      {"commit.p50", Median(ours.p50_us), "us", Median(echoed.p50_us)},
      {"commit.p99", Median(ours.p99_us), "us", Median(echoed.p99_us)},
      {"commit.cpu", Median(ours.cpu_us), "us", Median(echoed.cpu_us)},
  };
}

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasureCommits(TestService& service, const Options& options) {
  EchoServer echo_server;
  if (echo_server.address().empty()) return absl::InternalError("the echo server did not start");
  double per_second = 0;
  auto figures = MeasureRate(service, options, echo_server, &per_second);
  if (!figures.ok()) return figures;

  const Duration slice = Milliseconds(options.milliseconds / (2 * kRounds));
  absl::StatusOr<Target> all = CommitTarget(service.address(), options, kMembers);
  absl::StatusOr<Target> one = CommitTarget(service.address(), options, 1);
  for (const auto* target : {&all, &one}) {
    if (!target->ok()) return target->status();
  }
  const Target echo = echo_server.Like(*all);
  uint64_t numbers = 0;
  Side half, half_echo, hot;
  for (int round = 0; round < kRounds; ++round) {
    const Measured paced = RunPaced(*all, per_second / 2, slice, numbers);
    const Measured paced_echo = RunPaced(echo, per_second / 2, slice, numbers);
    const Measured crowded = Run(*one, options.in_flight, slice, numbers);
    absl::Status well = AllWell("commit.half-load", paced);
    if (well.ok()) well = AllWell("echo", paced_echo);
    if (well.ok()) well = AllWell("commit.hot-member", crowded);
    if (!well.ok()) return well;
    half.Take(paced);
    half_echo.Take(paced_echo);
    hot.Take(crowded);
  }
  figures->push_back({"commit.half-load.p99", Median(half.p99_us), "us", Median(half_echo.p99_us)});
  figures->push_back({"commit.hot-member", Median(hot.per_second), "sales/s", per_second});
  return figures;
}

}  // namespace tessera::bench
