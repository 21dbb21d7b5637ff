#include "tessera/rpc/write_series.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

namespace tessera::rpc {
namespace {

// Each Step starts one more item. Steps come from the call's thread, from the writer's, and, where the
// store refuses at once, from within a step: whoever comes while another is at it leaves his step to
// that one, so items start in order and nothing recurses.
class Feeder : public std::enable_shared_from_this<Feeder> {
 public:
  Feeder(storage::Store& store, WriteSeries series)
      : store_(store), series_(std::move(series)), open_(series_.count) {}

  void Step(int steps) {
    if (steps_.fetch_add(steps) > 0) return;
    do {
      StartOne();
    } while (steps_.fetch_sub(1) > 1);
  }

 private:
  void StartOne() {
    if (next_ == series_.count) return;
    const int index = next_++;
    const absl::Status skipped = series_.skip ? series_.skip(index) : absl::OkStatus();
    if (!skipped.ok()) return Finish(index, skipped);
    store_.Write(
        [self = shared_from_this(), index](storage::Transaction& transaction) {
          return self->series_.work(index, transaction);
        },
        [self = shared_from_this(), index](const absl::Status& outcome) {
          self->Finish(index, outcome);
        });
  }

  void Finish(int index, const absl::Status& outcome) {
    series_.done(index, outcome);
    if (--open_ == 0) {
      series_.end();
    } else {
      Step(1);
    }
  }

  storage::Store& store_;
  const WriteSeries series_;
  std::atomic<int> steps_{0};
  std::atomic<int> open_;
  int next_ = 0;  // of the one that is at it
};

}  // namespace

void RunSeries(storage::Store& store, WriteSeries series) {
  const int window = std::min(series.count, kSeriesWindow);
  std::make_shared<Feeder>(store, std::move(series))->Step(window);
}

}  // namespace tessera::rpc
