#include "offline_case.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "sample.h"
#include "tessera/base/clock.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/program.h"
#include "tessera/engine/evaluate.h"
#include "tessera/plugin.hpp"
#include "tessera/support/test_service.h"

namespace tessera::bench {
namespace {

constexpr uint32_t kSynchroniseMs = 60'000;

absl::Status ToStatus(const char* what, const pos::Error& error) {
  return absl::InternalError(absl::StrCat(what, ": ", error.reason, ": ", error.message));
}

// Beside the benchmark, as the build puts it: the pair may be copied elsewhere.
std::string LibraryPath() {
  std::error_code ignored;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (self.parent_path() / "libtessera.so").string();
}

absl::StatusOr<pos::Plugin> Open(const std::string& address, const std::string& folder) {
  void* library = dlopen(LibraryPath().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return absl::InternalError(absl::StrCat("dlopen: ", dlerror()));
  const auto get_api =
      reinterpret_cast<tessera_get_api_function>(dlsym(library, "tessera_get_api"));
  if (get_api == nullptr) return absl::InternalError("tessera_get_api is not exported");
  pos::Config config;
  config.insecure = true;
  config.data_folder = folder;
  config.server = address;
  config.store_id = kStore;
  config.terminal_id = kTerminal;
  pos::Result<pos::Plugin> plugin = pos::Plugin::Open(get_api(TESSERA_ABI_MAJOR), config);
  if (!plugin.ok()) return ToStatus("open", plugin.error());
  return std::move(*plugin);
}

absl::Status FillSale(const v1::Basket& basket, pos::Sale& sale) {
  for (const v1::Line& from : basket.lines()) {
    pos::Line line;
    line.line_no = from.line_no();
    line.sku = from.sku();
    line.name = from.name();
    line.category = from.category();
    line.brand = from.brand();
    line.quantity_milli = from.quantity_milli();
    line.unit_price_minor = from.unit_price_minor();
    const pos::Result<pos::Done> set = sale.SetLine(line);
    if (!set.ok()) return ToStatus("set_line", set.error());
  }
  return absl::OkStatus();
}

// Calls `once` for `length`, timing each call.
template <typename Once>
absl::StatusOr<std::vector<double>> TimeEach(Duration length, Once once) {
  std::vector<double> times_us;
  const Duration end = {SystemClock().Monotonic().us + length.us};
  Duration before = SystemClock().Monotonic();
  while (before < end || times_us.empty()) {
    // Sixteen at a time: one call is near the clock's own resolution.
    for (int i = 0; i < 16; ++i) {
      const absl::Status done = once();
      if (!done.ok()) return done;
    }
    const Duration after = SystemClock().Monotonic();
    times_us.push_back(static_cast<double>(after.us - before.us) / 16);
    before = after;
  }
  return times_us;
}

double Percentile99(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() * 99 / 100];
}

}  // namespace

absl::Status FillCache(const std::string& address, const std::string& folder) {
  absl::StatusOr<pos::Plugin> plugin = Open(address, folder);
  if (!plugin.ok()) return plugin.status();
  const pos::Result<pos::Done> synchronised = plugin->Synchronise(kSynchroniseMs);
  if (!synchronised.ok()) return ToStatus("synchronise", synchronised.error());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Figure>> MeasureOfflineQuote(const std::string& address,
                                                        const std::string& folder,
                                                        const Options& options) {
  const v1::Basket basket = MakeBasket(options.lines);
  std::vector<engine::Fault> faults;
  const auto program = codec::CompileProto(MakeProgram(options.offers), 1, &faults);
  if (program == nullptr) return absl::InternalError("the sample program is invalid");
  const engine::Basket engine_basket = codec::BasketFromProto(basket, kStore);
  engine::MemberView member;
  member.present = true;
  member.spendable = Points(5'000);
  const Instant now = SystemClock().Now();
  const auto bare = [&] {
    return engine::Evaluate(*program, member, engine_basket, now).status();
  };

  absl::StatusOr<pos::Plugin> plugin = Open(address, folder);
  if (!plugin.ok()) return plugin.status();
  pos::Result<pos::Sale> sale = plugin->BeginSale();
  if (!sale.ok()) return ToStatus("sale_begin", sale.error());
  const pos::Result<pos::Scan> scanned = sale->ScanCard(support::CardOf(7));
  if (!scanned.ok()) return ToStatus("sale_scan", scanned.error());
  const absl::Status filled = FillSale(basket, *sale);
  if (!filled.ok()) return filled;
  const auto quote = [&]() -> absl::Status {
    const pos::Result<pos::Answer> answer = sale->Quote();
    if (!answer.ok()) return ToStatus("sale_quote", answer.error());
    const std::optional<pos::Totals> totals = answer->totals();
    if (!totals || totals->source != TESSERA_SOURCE_CACHE)
      return absl::InternalError("the quote did not come from the cache");
    return absl::OkStatus();
  };

  constexpr int kRounds = 5;
  const Duration slice = Milliseconds(options.milliseconds / (2 * kRounds + 2));
  std::vector<double> our_medians, our_tails, bare_medians, bare_tails;
  for (int round = -1; round < kRounds; ++round) {  // the first opens the circuit breaker
    absl::StatusOr<std::vector<double>> ours = TimeEach(slice, quote);
    if (!ours.ok()) return ours.status();
    absl::StatusOr<std::vector<double>> evaluations = TimeEach(slice, bare);
    if (!evaluations.ok()) return evaluations.status();
    if (round < 0) continue;
    our_medians.push_back(Median(*ours));
    our_tails.push_back(Percentile99(*ours));
    bare_medians.push_back(Median(*evaluations));
    bare_tails.push_back(Percentile99(*evaluations));
  }
  return std::vector<Figure>{
      {"offline-quote", Median(our_medians), "us", Median(bare_medians)},
      {"offline-quote.p99", Median(our_tails), "us", Median(bare_tails)},
  };
}

}  // namespace tessera::bench
