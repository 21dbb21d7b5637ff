#include "offline_case.h"

#include <algorithm>
#include <string>

#include "plugin_host.h"
#include "sample.h"
#include "tessera/base/clock.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/program.h"
#include "tessera/engine/evaluate.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {
namespace {

constexpr uint32_t kSynchroniseMs = 60'000;

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
  absl::StatusOr<pos::Plugin> plugin = OpenPlugin(address, folder);
  if (!plugin.ok()) return plugin.status();
  const pos::Result<pos::Done> synchronised = plugin->Synchronise(kSynchroniseMs);
  if (!synchronised.ok()) return FromPlugin("synchronise", synchronised.error());
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

  absl::StatusOr<pos::Plugin> plugin = OpenPlugin(address, folder);
  if (!plugin.ok()) return plugin.status();
  pos::Result<pos::Sale> sale = plugin->BeginSale();
  if (!sale.ok()) return FromPlugin("sale_begin", sale.error());
  const pos::Result<pos::Scan> scanned = sale->ScanCard(support::CardOf(7));
  if (!scanned.ok()) return FromPlugin("sale_scan", scanned.error());
  const absl::Status filled = FillSale(basket, *sale);
  if (!filled.ok()) return filled;
  const auto quote = [&]() -> absl::Status {
    const pos::Result<pos::Answer> answer = sale->Quote();
    if (!answer.ok()) return FromPlugin("sale_quote", answer.error());
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
