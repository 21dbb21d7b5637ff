// What the service counts of itself, for a scraper. Nothing in it can hold personal data.
#ifndef TESSERA_METRICS_METRICS_H_
#define TESSERA_METRICS_METRICS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"

namespace tessera::metrics {

// What a terminal says of its outbox.
struct TerminalState {
  std::string store_id;
  std::string terminal_id;
  int64_t outbox_records = 0;
  int64_t outbox_age_seconds = 0;
  int64_t parked_records = 0;
};

// So many terminals have figures of their own; others are only counted.
inline constexpr size_t kMaximumTerminals = 5'000;
// A terminal that was not heard of for so long has none any more.
inline constexpr Duration kTerminalMemory = Days(1);

// Thread-safe; never blocks for long. Names and labels come from fixed sets, but for terminals.
class Metrics {
 public:
  // `clock` outlives it.
  explicit Metrics(const Clock& clock);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // "SaleService/Commit", "OK", from arrival to answer.
  void CountCall(absl::string_view method, absl::string_view code, Duration took);
  // An item of a batch that was refused or failed.
  void CountItem(absl::string_view method, absl::string_view reason);
  // Writes that shared one commit.
  void CountGroup(size_t works);
  // A look of the scheduler; `changed` accounts, 0 where nothing was due.
  void CountJob(absl::string_view job, bool went_well, int64_t changed);
  void SetLiability(int64_t points);
  void SeeTerminal(const TerminalState& state);

  // A figure that is asked for at each scrape, on the scraper's thread; cheap, and alive until
  // Forget. `name` by Prometheus' conventions.
  void AddGauge(const std::string& name, const std::string& help, std::function<int64_t()> figure);
  // Drops all of AddGauge.
  void Forget();

 private:
  friend class Exposer;
  struct Parts;
  const std::shared_ptr<Parts> parts_;
};

}  // namespace tessera::metrics

#endif  // TESSERA_METRICS_METRICS_H_
