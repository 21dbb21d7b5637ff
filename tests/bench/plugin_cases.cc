#include "plugin_cases.h"

#include <arpa/inet.h>
#include <elf.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bulk_insert.h"
#include "canned_service.h"
#include "load.h"
#include "plugin_child.h"
#include "plugin_host.h"
#include "sample.h"
#include "stopwatch.h"
#include "targets.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/program.h"
#include "tessera/engine/evaluate.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {
namespace {

using support::TemporaryFolder;

constexpr uint32_t kSynchroniseMs = 600'000;
constexpr double kDeadlineMs = 300;  // of the configuration
constexpr int kStarts = 7;
constexpr int kScans = 200;

double MillisecondsSince(int64_t begun_ns) {
  return 1e-6 * static_cast<double>(ClockNs() - begun_ns);
}

double Percentile(std::vector<double> values, size_t percent) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, values.size() * percent / 100)];
}

// Takes connections and never says anything.
class BlackHole {
 public:
  BlackHole() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, generic, size) == 0 && listen(socket_, 64) == 0 &&
        getsockname(socket_, generic, &size) == 0) {
      address_ = absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
    }
  }
  ~BlackHole() { close(socket_); }
  BlackHole(const BlackHole&) = delete;
  BlackHole& operator=(const BlackHole&) = delete;

  std::string address() const { return address_; }

 private:
  const int socket_;
  std::string address_;
};

std::string CacheIn(const std::string& folder) {
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (name.rfind("cache-", 0) == 0 && file.path().extension() == ".db") return file.path().string();
  }
  return "";
}

// Members a second that a till takes over, beside bare inserts of the rows that they come to.
absl::Status FillCache(const std::string& folder, const Options& options,
                       std::vector<Figure>* figures) {
  const CannedService service(MakeProgram(options.offers), options.members);
  const int64_t begun_ns = ClockNs();
  {
    TESSERA_ASSIGN_OR_RETURN(pos::Plugin plugin, OpenPlugin(service.address(), folder));
    const pos::Result<pos::Done> done = plugin.Synchronise(kSynchroniseMs);
    if (!done.ok()) return FromPlugin("synchronise", done.error());
  }
  const double per_second = 1e3 * options.members / MillisecondsSince(begun_ns);
  TESSERA_ASSIGN_OR_RETURN(const double seconds,
                           BulkInsertSeconds(CacheIn(folder), {"member", "identifier"}));
  figures->push_back({"plugin.snapshot", per_second, "members/s", options.members / seconds});
  return absl::OkStatus();
}

absl::Status MeasureStarts(const std::string& folder, const Options& options,
                           std::vector<Figure>* figures) {
  std::vector<double> cold_ms, bare_ms;
  for (int i = 0; i < kStarts; ++i) {
    TESSERA_ASSIGN_OR_RETURN(auto cold, RunChild("cold", folder, options));
    TESSERA_ASSIGN_OR_RETURN(auto bare, RunChild("bare", folder, options));
    cold_ms.push_back(cold["ms"]);
    bare_ms.push_back(bare["ms"]);
  }
  figures->push_back({"plugin.cold-start", Median(cold_ms), "ms", Median(bare_ms)});
  return absl::OkStatus();
}

// Bytes of the file that a process maps.
double MappedBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Elf64_Ehdr header{};
  file.read(reinterpret_cast<char*>(&header), sizeof(header));
  double bytes = 0;
  for (int i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    file.seekg(static_cast<std::streamoff>(header.e_phoff + i * sizeof(segment)));
    file.read(reinterpret_cast<char*>(&segment), sizeof(segment));
    if (segment.p_type == PT_LOAD) bytes += static_cast<double>(segment.p_memsz);
  }
  return bytes;
}

absl::Status MeasureSales(const std::string& folder, const Options& options,
                          std::vector<Figure>* figures) {
  const v1::Basket basket = MakeBasket(options.lines);
  std::vector<engine::Fault> faults;
  const auto program = codec::CompileProto(MakeProgram(options.offers), 1, &faults);
  if (program == nullptr) return absl::InternalError("the sample program is invalid");
  const engine::Basket engine_basket = codec::BasketFromProto(basket, kStore);
  engine::MemberView member;
  member.present = true;
  member.spendable = Points(5'000);
  const BlackHole nobody;  // never asked: the breaker is open after the first sales
  TESSERA_ASSIGN_OR_RETURN(pos::Plugin plugin, OpenPlugin(nobody.address(), folder));
  for (int i = 0; i < 3; ++i) {
    TESSERA_RETURN_IF_ERROR(
        QuoteSale(plugin, support::CardOf(i), basket, /*offline=*/true).status());
  }
  const int64_t slice_ms = options.milliseconds / 4;
  int number = 0;
  TESSERA_ASSIGN_OR_RETURN(const Lap quotes, CallFor(slice_ms, [&] {
    return QuoteSale(plugin, support::CardOf(++number % options.members), basket, true).status();
  }));
  TESSERA_ASSIGN_OR_RETURN(const Lap evaluations, CallFor(slice_ms, [&] {
    return engine::Evaluate(*program, member, engine_basket, SystemClock().Now()).status();
  }));
  figures->push_back({"plugin.offline-sale.p99", 1e-3 * quotes.Percentile(99), "us",
                      1e-3 * evaluations.Percentile(99)});

  TESSERA_ASSIGN_OR_RETURN(DurableInserts bare, DurableInserts::Open(folder));
  std::vector<double> commits_us, inserts_us;
  const int64_t end = ClockNs() + slice_ms * 1'000'000;
  while (commits_us.empty() || ClockNs() < end) {
    TESSERA_ASSIGN_OR_RETURN(
        pos::Sale sale, QuoteSale(plugin, support::CardOf(++number % options.members), basket, true));
    const int64_t begun_ns = ClockNs();
    const pos::Result<pos::Answer> committed = sale.Commit(pos::Fiscal{});
    const int64_t committed_ns = ClockNs();
    if (!committed.ok()) return FromPlugin("sale_commit", committed.error());
    TESSERA_RETURN_IF_ERROR(bare.Insert());
    inserts_us.push_back(1e-3 * static_cast<double>(ClockNs() - committed_ns));
    commits_us.push_back(1e-3 * static_cast<double>(committed_ns - begun_ns));
  }
  figures->push_back({"plugin.commit", Median(commits_us), "us", Median(inserts_us)});
  return absl::OkStatus();
}

// A service that takes connections and says nothing: the first scans, and those once the breaker is open.
absl::Status MeasureBlackHole(const std::string& folder, const Options& options,
                              std::vector<Figure>* figures) {
  const BlackHole service;
  TESSERA_ASSIGN_OR_RETURN(pos::Plugin plugin, OpenPlugin(service.address(), folder));
  std::vector<double> scans_ms;
  for (int i = 0; i < kScans; ++i) {
    pos::Result<pos::Sale> sale = plugin.BeginSale();
    if (!sale.ok()) return FromPlugin("sale_begin", sale.error());
    const int64_t begun_ns = ClockNs();
    const pos::Result<pos::Scan> scanned = sale->ScanCard(support::CardOf(i % options.members));
    if (!scanned.ok()) return FromPlugin("sale_scan", scanned.error());
    scans_ms.push_back(MillisecondsSince(begun_ns));
  }
  figures->push_back({"plugin.black-hole.first", scans_ms.front(), "ms", kDeadlineMs});
  const std::vector<double> later(scans_ms.begin() + 10, scans_ms.end());
  figures->push_back({"plugin.black-hole.open.p99", Percentile(later, 99), "ms", kDeadlineMs});
  return absl::OkStatus();
}

// A scan through the plugin, beside the bare call that it makes.
absl::Status MeasureOnline(const std::string& address, const Options& options,
                           std::vector<Figure>* figures) {
  const TemporaryFolder folder;
  TESSERA_ASSIGN_OR_RETURN(pos::Plugin plugin, OpenPlugin(address, folder.path().string()));
  const pos::Result<pos::Done> done = plugin.Synchronise(kSynchroniseMs);
  if (!done.ok()) return FromPlugin("synchronise", done.error());
  const Target bare = IdentifyTarget(address);
  uint64_t numbers = 0;
  std::vector<double> ours_p99_us, bare_p99_us;
  for (int round = 0; round < 5; ++round) {
    const int64_t slice_ms = options.milliseconds / 10;
    int number = 0;
    TESSERA_ASSIGN_OR_RETURN(const Lap scans, CallFor(slice_ms, [&]() -> absl::Status {
      pos::Result<pos::Sale> sale = plugin.BeginSale();
      if (!sale.ok()) return FromPlugin("sale_begin", sale.error());
      const pos::Result<pos::Scan> scanned = sale->ScanCard(support::CardOf(++number % kMembers));
      return scanned.ok() ? absl::OkStatus() : FromPlugin("sale_scan", scanned.error());
    }));
    const Measured calls = Run(bare, 1, Milliseconds(slice_ms), numbers);
    TESSERA_RETURN_IF_ERROR(AllWell("identify", calls));
    ours_p99_us.push_back(1e-3 * scans.Percentile(99));
    bare_p99_us.push_back(calls.p99_us);
  }
  figures->push_back({"plugin.online.p99", Median(ours_p99_us), "us", Median(bare_p99_us)});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasurePlugin(const std::string& address,
                                                  const Options& options) {
  std::vector<Figure> figures;
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  TESSERA_RETURN_IF_ERROR(FillCache(path, options, &figures));
  TESSERA_RETURN_IF_ERROR(MeasureStarts(path, options, &figures));
  TESSERA_RETURN_IF_ERROR(MeasureSales(path, options, &figures));
  TESSERA_RETURN_IF_ERROR(MeasureBlackHole(path, options, &figures));
  TESSERA_ASSIGN_OR_RETURN(auto sales, RunChild("sales", path, options));
  figures.push_back({"plugin.memory", sales["bytes"], "bytes", sales["first_bytes"]});
  figures.push_back({"plugin.library", static_cast<double>(std::filesystem::file_size(LibraryPath())),
                     "bytes", MappedBytes(LibraryPath())});
  TESSERA_RETURN_IF_ERROR(MeasureOnline(address, options, &figures));
  return figures;
}

}  // namespace tessera::bench
