#include "large_case.h"

#include <grpcpp/client_context.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "chain_folder.h"
#include "load.h"
#include "rounds.h"
#include "sample.h"
#include "stopwatch.h"
#include "targets.h"
#include "tessera/base/status.h"
#include "tessera/support/tesserad.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::bench {
namespace {

using support::TemporaryFolder;
using support::Tesserad;

constexpr int kEntries = 10;  // of a member

// "VmHWM:	  123456 kB" of the kernel's word on a process, in bytes. See proc(5).
double PeakBytes(pid_t pid) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(status, line);) {
    const std::vector<std::string> words = absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    int64_t kib = 0;
    if (words.size() >= 2 && words[0] == "VmHWM:" && absl::SimpleAtoi(words[1], &kib)) {
      return 1024.0 * static_cast<double>(kib);
    }
  }
  return 0;
}

absl::Status PublishSample(const std::string& address, const Options& options) {
  grpc::ClientContext context;
  v1::PublishProgramRequest request;
  *request.mutable_program() = MakeProgram(options.offers);
  v1::PublishProgramResponse response;
  const grpc::Status done =
      v1::ProgramService::NewStub(Connect(address))->PublishProgram(&context, request, &response);
  return done.ok() ? absl::OkStatus() : absl::InternalError(done.error_message());
}

// tesserad on a chain of its own, and what was seen of it.
class Chain {
 public:
  Chain(std::string tesserad, int members, int entries, const Options& options)
      : tesserad_(std::move(tesserad)), members_(members), entries_(entries), options_(options) {}

  absl::Status Make() {
    TESSERA_RETURN_IF_ERROR(MakeChain(folder_.path(), members_, entries_));
    const Tesserad service(tesserad_, folder_.path().string());
    return PublishSample(service.address(), options_);
  }

  absl::Status Measure(Duration slice) {
    const int64_t begun_ns = ClockNs();
    const Tesserad service(tesserad_, folder_.path().string());
    uint64_t first = 0;
    TESSERA_RETURN_IF_ERROR(
        AllWell("identify", RunCalls(IdentifyTarget(service.address()), 1, 1, first)));
    start_ms.push_back(1e-6 * static_cast<double>(ClockNs() - begun_ns));
    absl::StatusOr<Target> commit = CommitTarget(service.address(), options_, members_);
    TESSERA_RETURN_IF_ERROR(commit.status());
    const Measured measured = Run(*commit, options_.in_flight, slice, numbers_);
    TESSERA_RETURN_IF_ERROR(AllWell("commit", measured));
    per_second.push_back(measured.per_second);
    peak_bytes.push_back(PeakBytes(service.pid()));
    return absl::OkStatus();
  }

  double FileBytes() const {
    return static_cast<double>(std::filesystem::file_size(folder_.path() / "tessera.db"));
  }

  std::vector<double> start_ms, per_second, peak_bytes;

 private:
  const std::string tesserad_;
  const int members_;
  const int entries_;
  const Options& options_;
  const TemporaryFolder folder_;
  uint64_t numbers_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasureLarge(const std::string& tesserad,
                                                 const Options& options) {
  Chain large(tesserad, options.members, kEntries, options);
  Chain empty(tesserad, kMembers, 0, options);
  TESSERA_RETURN_IF_ERROR(large.Make());
  TESSERA_RETURN_IF_ERROR(empty.Make());
  const Duration slice = Milliseconds(options.milliseconds / (2 * kRounds));
  for (int round = 0; round < kRounds; ++round) {
    TESSERA_RETURN_IF_ERROR(large.Measure(slice));
    TESSERA_RETURN_IF_ERROR(empty.Measure(slice));
  }
  return std::vector<Figure>{
      {"large.start", Median(large.start_ms), "ms", Median(empty.start_ms)},
      {"large.memory", Median(large.peak_bytes), "bytes", Median(empty.peak_bytes)},
      {"large.commit", Median(large.per_second), "sales/s", Median(empty.per_second)},
      {"large.database", large.FileBytes(), "bytes", empty.FileBytes()},
  };
}

}  // namespace tessera::bench
