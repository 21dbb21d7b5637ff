// The inside of Metrics, which only this layer sees.
#ifndef TESSERA_METRICS_PARTS_H_
#define TESSERA_METRICS_PARTS_H_

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "tessera/metrics/metrics.h"

namespace tessera::metrics {

struct Metrics::Parts final : public prometheus::Collectable {
  struct Terminal {
    TerminalState state;
    Instant seen_at;
  };
  struct Figure {
    std::string name;
    std::string help;
    std::function<int64_t()> read;
  };

  explicit Parts(const Clock& the_clock);
  std::vector<prometheus::MetricFamily> Collect() const override;
  // With `mutex` held.
  void ForgetTerminals(Instant now);

  const Clock& clock;
  prometheus::Registry registry;
  prometheus::Family<prometheus::Histogram>& calls;
  prometheus::Family<prometheus::Counter>& items;
  prometheus::Histogram& groups;
  prometheus::Family<prometheus::Counter>& job_looks;
  prometheus::Family<prometheus::Counter>& job_changed;
  prometheus::Family<prometheus::Gauge>& job_success;
  prometheus::Family<prometheus::Gauge>& liability;
  prometheus::Family<prometheus::Gauge>& liability_at;
  prometheus::Counter& untracked;

  mutable std::mutex mutex;
  std::map<std::pair<std::string, std::string>, Terminal> terminals;
  std::vector<Figure> figures;
};

}  // namespace tessera::metrics

#endif  // TESSERA_METRICS_PARTS_H_
