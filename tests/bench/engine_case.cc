#include "engine_case.h"

#include <malloc.h>

#include <functional>
#include <memory>
#include <string>

#include "engine_sample.h"
#include "heap.h"
#include "stopwatch.h"

namespace tessera::bench {
namespace {

using engine::Basket;
using engine::CompiledProgram;
using engine::Evaluation;
using engine::Evaluator;

constexpr int kRounds = 5;
constexpr int kRiddles = 300;

using Once = std::function<absl::Status()>;

// What a program does at the least: the gross amount of each line, so many percentages of all lines,
// each line's share rounded once, and the total. No sets, floors, reasons or shares by offer.
class BareSum {
 public:
  BareSum(const Basket& basket, int percentages) : basket_(basket), percentages_(percentages) {}

  absl::Status operator()() {
    nets_.clear();
    for (const engine::Line& line : basket_.lines) {
      const auto gross = MultiplyDivide(line.unit_price.value(), line.quantity.value(),
                                        kOnePiece.value(), Rounding::kHalfUp);
      nets_.push_back(gross.value_or(0));
    }
    for (int i = 0; i < percentages_; ++i) {
      for (int64_t& net : nets_) {
        net -= MultiplyDivide(net, 100 + i % 50, kWhole.value(), Rounding::kHalfUp).value_or(0);
      }
    }
    int64_t total = 0;
    for (int64_t net : nets_) total += net;
    return total < 0 ? absl::InternalError("a negative total") : absl::OkStatus();
  }

 private:
  const Basket& basket_;
  const int percentages_;
  std::vector<int64_t> nets_;
};

// One program and basket, evaluated again and again as a till does while lines are scanned.
class Bench {
 public:
  Bench(engine::Program program, Basket basket)
      : program_(Compiled(std::move(program))), basket_(std::move(basket)) {}

  absl::Status Evaluate() {
    return evaluator_.Evaluate(*program_, member_, basket_, kAnyTime, &evaluation_);
  }
  absl::Status EvaluateAfresh() const {
    return engine::Evaluate(*program_, member_, basket_, kAnyTime).status();
  }
  const Basket& basket() const { return basket_; }

 private:
  std::shared_ptr<const CompiledProgram> program_;
  const engine::MemberView member_ = AnyMember();
  Basket basket_;
  Evaluator evaluator_;
  Evaluation evaluation_;
};

// Both in turn, five rounds; the first warms up.
absl::Status Alternate(const Options& options, const Once& ours, const Once& bare, Laps* our_laps,
                       Laps* bare_laps) {
  const int64_t slice = options.milliseconds / (2 * kRounds + 2);
  for (int round = -1; round < kRounds; ++round) {
    absl::StatusOr<Lap> lap = CallFor(slice, ours);
    if (!lap.ok()) return lap.status();
    absl::StatusOr<Lap> baseline = CallFor(slice, bare);
    if (!baseline.ok()) return baseline.status();
    if (round < 0) continue;
    our_laps->Take(*lap);
    bare_laps->Take(*baseline);
  }
  return absl::OkStatus();
}

// `unit_ns`: nanoseconds in the unit that single evaluations are given in.
absl::Status AddSpeed(const std::string& name, const Options& options, const Once& ours,
                      const Once& bare, const std::string& unit, double unit_ns,
                      std::vector<Figure>* figures) {
  Laps laps, baseline;
  const absl::Status done = Alternate(options, ours, bare, &laps, &baseline);
  if (!done.ok()) return done;
  figures->push_back({name, Median(laps.per_second), "evaluations/s", Median(baseline.per_second)});
  figures->push_back({name + ".p50", Median(laps.p50_ns) / unit_ns, unit,
                      Median(baseline.p50_ns) / unit_ns});
  figures->push_back({name + ".p99", Median(laps.p99_ns) / unit_ns, unit,
                      Median(baseline.p99_ns) / unit_ns});
  return absl::OkStatus();
}

absl::Status MeasureSparse(const Options& options, std::vector<Figure>* figures) {
  Bench few(SparseProgram(100), MakeGoods(20));
  Bench many(SparseProgram(10'000), MakeGoods(20));
  BareSum bare(few.basket(), kTouching);
  absl::Status done = AddSpeed("engine.100-offers", options, [&] { return few.Evaluate(); },
                               std::ref(bare), "ns", 1, figures);
  if (!done.ok()) return done;
  done = AddSpeed("engine.10000-offers", options, [&] { return many.Evaluate(); }, std::ref(bare),
                  "ns", 1, figures);
  if (!done.ok()) return done;
  Laps laps, baseline;
  done = Alternate(options, [&] { return many.Evaluate(); }, [&] { return few.Evaluate(); }, &laps,
                   &baseline);
  figures->push_back(
      {"engine.10000-to-100", Median(laps.p50_ns), "ns", Median(baseline.p50_ns)});
  return done;
}

absl::Status MeasureDense(const Options& options, std::vector<Figure>* figures) {
  Bench percent(DenseProgram(1'000, false), MakeGoods(1'000));
  Bench mixed(DenseProgram(1'000, true), MakeGoods(1'000));
  BareSum bare(percent.basket(), 1'000);
  const absl::Status done = AddSpeed("engine.1000x1000-percent", options,
                                     [&] { return percent.Evaluate(); }, std::ref(bare), "ms",
                                     1e6, figures);
  if (!done.ok()) return done;
  return AddSpeed("engine.1000x1000-mixed", options, [&] { return mixed.Evaluate(); },
                  std::ref(bare), "ms", 1e6, figures);
}

// Each riddle a few times, of which the fastest counts: what else the machine did is not its cost.
absl::StatusOr<double> FastestNs(const CompiledProgram& program, const Basket& basket,
                                 Evaluator* evaluator, Evaluation* evaluation) {
  constexpr int kTries = 3;
  double fastest = 0;
  for (int i = 0; i < kTries; ++i) {
    const int64_t before = ClockNs();
    const absl::Status done =
        evaluator->Evaluate(program, AnyMember(), basket, kAnyTime, evaluation);
    if (!done.ok()) return done;
    const auto took = static_cast<double>(ClockNs() - before);
    if (i == 0 || took < fastest) fastest = took;
  }
  return fastest;
}

absl::Status MeasureBest(const std::string& name, bool hard, const Options& options,
                         std::vector<Figure>* figures) {
  const int riddles = std::min<int>(kRiddles, options.evaluations);
  Lap best, greedy;
  Evaluator evaluator;
  Evaluation evaluation;
  int cut_short = 0;
  for (int seed = 1; seed <= riddles; ++seed) {
    const Riddle riddle = MakeRiddle(static_cast<uint64_t>(seed), hard);
    absl::StatusOr<double> ours =
        FastestNs(*riddle.program, riddle.basket, &evaluator, &evaluation);
    if (!ours.ok()) return ours.status();
    cut_short += evaluation.search_cut_short ? 1 : 0;
    absl::StatusOr<double> bare = FastestNs(*riddle.greedy, riddle.basket, &evaluator, &evaluation);
    if (!bare.ok()) return bare.status();
    best.each_ns.push_back(*ours);
    greedy.each_ns.push_back(*bare);
  }
  for (size_t percent : {50, 99}) {
    figures->push_back({name + ".p" + std::to_string(percent), best.Percentile(percent) / 1e3, "us",
                        greedy.Percentile(percent) / 1e3});
  }
  figures->push_back({name + ".cut-short", static_cast<double>(cut_short), "riddles",
                      static_cast<double>(riddles)});
  return absl::OkStatus();
}

absl::Status MeasureCompile(const Options& options, std::vector<Figure>* figures) {
  const engine::Program source = SparseProgram(10'000);
  Laps laps, baseline;
  const absl::Status done = Alternate(
      options, [&] { return Compiled(source) ? absl::OkStatus() : absl::InternalError("null"); },
      [&] {
        const auto copy = std::make_unique<engine::Program>(source);
        return copy->offers.empty() ? absl::InternalError("empty") : absl::OkStatus();
      },
      &laps, &baseline);
  if (!done.ok()) return done;
  figures->push_back({"engine.compile-10000", Median(laps.p50_ns) / 1e6, "ms",
                      Median(baseline.p50_ns) / 1e6});
  const int64_t before = HeapNow().live_bytes;
  const auto copy = std::make_unique<engine::Program>(source);
  const int64_t copied = HeapNow().live_bytes;
  const auto compiled = Compiled(source);
  figures->push_back({"engine.memory-10000",
                      static_cast<double>(HeapNow().live_bytes - copied) / 1024, "KiB",
                      static_cast<double>(copied - before) / 1024});
  return absl::OkStatus();
}

absl::Status Repeat(int times, const Once& once) {
  for (int i = 0; i < times; ++i) {
    const absl::Status done = once();
    if (!done.ok()) return done;
  }
  return absl::OkStatus();
}

// Live bytes and allocations after a thousand evaluations, and after so many more.
absl::Status MeasureHeap(const Options& options, std::vector<Figure>* figures) {
  constexpr int kWarm = 1'000;
  // What this thread frees of others' blocks before counts as less than nothing.
  const Heap first = HeapNow();
  Bench bench(SparseProgram(100), MakeGoods(20));
  const Once once = [&] { return bench.Evaluate(); };
  absl::Status done = Repeat(kWarm, once);
  if (!done.ok()) return done;
  const Heap warm = HeapNow();
  const auto warm_kib = static_cast<double>(mallinfo2().uordblks) / 1024;
  done = Repeat(options.evaluations, once);
  const Heap last = HeapNow();
  const auto last_kib = static_cast<double>(mallinfo2().uordblks) / 1024;
  if (!done.ok()) return done;
  done = Repeat(kWarm, [&] { return bench.EvaluateAfresh(); });
  const Heap afresh = HeapNow();
  figures->push_back({"engine.heap", static_cast<double>(last.live_bytes - first.live_bytes),
                      "bytes", static_cast<double>(warm.live_bytes - first.live_bytes)});
  figures->push_back({"engine.heap-of-process", last_kib, "KiB", warm_kib});
  figures->push_back({"engine.allocations",
                      static_cast<double>(last.allocations - warm.allocations) / options.evaluations,
                      "/evaluation",
                      static_cast<double>(afresh.allocations - last.allocations) / kWarm});
  return done;
}

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasureEngine(const Options& options) {
  std::vector<Figure> figures;
  const auto best = [&] { return MeasureBest("engine.best-of-30", false, options, &figures); };
  const auto hard = [&] { return MeasureBest("engine.best-of-30-hard", true, options, &figures); };
  absl::Status done = MeasureSparse(options, &figures);
  if (done.ok()) done = MeasureDense(options, &figures);
  if (done.ok()) done = best();
  if (done.ok()) done = hard();
  if (done.ok()) done = MeasureCompile(options, &figures);
  if (done.ok()) done = MeasureHeap(options, &figures);
  if (!done.ok()) return done;
  return figures;
}

}  // namespace tessera::bench
