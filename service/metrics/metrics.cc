#include "tessera/metrics/metrics.h"

#include <utility>

#include "tessera/metrics/parts.h"

namespace tessera::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr double kMicrosecondsPerSecond = 1e6;

double SecondsOf(int64_t us) { return static_cast<double>(us) / kMicrosecondsPerSecond; }

// From what a read takes to what nobody waits for.
const prometheus::Histogram::BucketBoundaries& CallSeconds() {
  static const prometheus::Histogram::BucketBoundaries kBounds = {
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
  return kBounds;
}
const prometheus::Histogram::BucketBoundaries& GroupWorks() {
  static const prometheus::Histogram::BucketBoundaries kBounds = {1, 2, 4, 8, 16, 32, 64, 128, 256};
  return kBounds;
}

MetricFamily Gauges(const char* name, const char* help) {
  return {name, help, MetricType::Gauge, {}};
}

ClientMetric Value(int64_t value, std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = static_cast<double>(value);
  return metric;
}

}  // namespace

Metrics::Parts::Parts(const Clock& the_clock)
    : clock(the_clock),
      calls(prometheus::BuildHistogram()
                .Name("tessera_rpc_duration_seconds")
                .Help("Calls by method and status, from arrival to answer; a watch lasts until it ends.")
                .Register(registry)),
      items(prometheus::BuildCounter()
                .Name("tessera_items_refused_total")
                .Help("Items of batches that were refused or failed, by method and reason.")
                .Register(registry)),
      groups(prometheus::BuildHistogram()
                 .Name("tessera_write_group_works")
                 .Help("Writes that shared one commit.")
                 .Register(registry)
                 .Add({}, GroupWorks())),
      job_looks(prometheus::BuildCounter()
                    .Name("tessera_job_looks_total")
                    .Help("How often a job came to its time, by how that went.")
                    .Register(registry)),
      job_changed(prometheus::BuildCounter()
                      .Name("tessera_job_changed_accounts_total")
                      .Help("Accounts that a job changed.")
                      .Register(registry)),
      job_success(prometheus::BuildGauge()
                      .Name("tessera_job_last_success_timestamp_seconds")
                      .Help("When a job last went well, with nothing to do or with something.")
                      .Register(registry)),
      liability(prometheus::BuildGauge()
                    .Name("tessera_liability_points")
                    .Help("What all members hold, pending points included; as of"
                          " tessera_liability_timestamp_seconds.")
                    .Register(registry)),
      liability_at(prometheus::BuildGauge()
                       .Name("tessera_liability_timestamp_seconds")
                       .Help("When tessera_liability_points was added up.")
                       .Register(registry)),
      untracked(prometheus::BuildCounter()
                    .Name("tessera_terminal_reports_dropped_total")
                    .Help("Reports of terminals beyond those that have figures of their own.")
                    .Register(registry)
                    .Add({})) {}

void Metrics::Parts::ForgetTerminals(Instant now) {
  for (auto terminal = terminals.begin(); terminal != terminals.end();) {
    terminal = now - terminal->second.seen_at > kTerminalMemory ? terminals.erase(terminal)
                                                                : std::next(terminal);
  }
}

std::vector<MetricFamily> Metrics::Parts::Collect() const {
  std::vector<MetricFamily> families = registry.Collect();
  MetricFamily records = Gauges("tessera_terminal_outbox_records",
                                "Records that wait at a terminal, as it last said.");
  MetricFamily age = Gauges("tessera_terminal_outbox_age_seconds",
                            "Age of the oldest of them when it said so.");
  MetricFamily parked = Gauges("tessera_terminal_parked_records",
                               "Records that the service refused and people have to look at.");
  MetricFamily seen = Gauges("tessera_terminal_report_timestamp_seconds",
                             "When a terminal last said so.");
  const std::lock_guard lock(mutex);
  for (const auto& [key, terminal] : terminals) {
    const std::vector<ClientMetric::Label> labels = {{"store", key.first}, {"terminal", key.second}};
    records.metric.push_back(Value(terminal.state.outbox_records, labels));
    age.metric.push_back(Value(terminal.state.outbox_age_seconds, labels));
    parked.metric.push_back(Value(terminal.state.parked_records, labels));
    seen.metric.push_back(Value(0, labels));
    seen.metric.back().gauge.value = SecondsOf(terminal.seen_at.us);
  }
  for (MetricFamily* family : {&records, &age, &parked, &seen}) {
    if (!family->metric.empty()) families.push_back(std::move(*family));
  }
  for (const Figure& figure : figures) {
    MetricFamily family{figure.name, figure.help, MetricType::Gauge, {}};
    family.metric.push_back(Value(figure.read()));
    families.push_back(std::move(family));
  }
  return families;
}

Metrics::Metrics(const Clock& clock) : parts_(std::make_shared<Parts>(clock)) {}

Metrics::~Metrics() = default;

void Metrics::CountCall(absl::string_view method, absl::string_view code, Duration took) {
  parts_->calls.Add({{"method", std::string(method)}, {"code", std::string(code)}}, CallSeconds())
      .Observe(SecondsOf(took.us));
}

void Metrics::CountItem(absl::string_view method, absl::string_view reason) {
  parts_->items.Add({{"method", std::string(method)}, {"reason", std::string(reason)}}).Increment();
}

void Metrics::CountGroup(size_t works) { parts_->groups.Observe(static_cast<double>(works)); }

void Metrics::CountJob(absl::string_view job, bool went_well, int64_t changed) {
  const prometheus::Labels labels = {{"job", std::string(job)}};
  parts_->job_looks.Add({{"job", std::string(job)}, {"outcome", went_well ? "ok" : "failed"}})
      .Increment();
  parts_->job_changed.Add(labels).Increment(static_cast<double>(changed));
  if (went_well) parts_->job_success.Add(labels).Set(SecondsOf(parts_->clock.Now().us));
}

void Metrics::SetLiability(int64_t points) {
  parts_->liability.Add({}).Set(static_cast<double>(points));
  parts_->liability_at.Add({}).Set(SecondsOf(parts_->clock.Now().us));
}

void Metrics::SeeTerminal(const TerminalState& state) {
  const Instant now = parts_->clock.Now();
  const std::pair<std::string, std::string> key(state.store_id, state.terminal_id);
  const std::lock_guard lock(parts_->mutex);
  auto& terminals = parts_->terminals;
  if (terminals.size() >= kMaximumTerminals) parts_->ForgetTerminals(now);
  if (terminals.size() >= kMaximumTerminals && terminals.count(key) == 0) {
    parts_->untracked.Increment();
    return;
  }
  terminals[key] = {state, now};
}

void Metrics::AddGauge(const std::string& name, const std::string& help,
                       std::function<int64_t()> figure) {
  const std::lock_guard lock(parts_->mutex);
  parts_->figures.push_back({name, help, std::move(figure)});
}

void Metrics::Forget() {
  const std::lock_guard lock(parts_->mutex);
  parts_->figures.clear();
}

}  // namespace tessera::metrics
