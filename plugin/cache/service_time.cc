#include "tessera/plugin/cache/service_time.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <vector>

namespace tessera::plugin {
namespace {

constexpr size_t kVotes = 5;
// What looks like less is the time between two looks at clocks.
constexpr Duration kLeastSetting = Milliseconds(100);

}  // namespace

ServiceTime::ServiceTime(const Clock& clock)
    : clock_(clock), began_at_(clock.Now()), began_(clock.Monotonic()) {}

void ServiceTime::Begin(Duration offset, Instant latest) {
  std::lock_guard<std::mutex> lock(mutex_);
  began_at_ = clock_.Now();
  began_ = clock_.Monotonic();
  heard_us_.clear();
  offset_ = {offset.us + std::max<int64_t>(0, (latest - began_at_).us)};
}

Duration ServiceTime::Setting() const {
  const int64_t setting_us =
      (clock_.Now() - began_at_).us - (clock_.Monotonic().us - began_.us);
  return {std::abs(setting_us) < kLeastSetting.us ? 0 : setting_us};
}

void ServiceTime::Heard(Instant service, Instant here) {
  std::lock_guard<std::mutex> lock(mutex_);
  heard_us_.push_back((service - here).us + Setting().us);
  if (heard_us_.size() > kVotes) heard_us_.pop_front();
  std::vector<int64_t> votes(heard_us_.begin(), heard_us_.end());
  const auto middle = votes.begin() + static_cast<ptrdiff_t>(votes.size() / 2);
  std::nth_element(votes.begin(), middle, votes.end());
  offset_ = {*middle};
}

Duration ServiceTime::offset() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return {offset_.us - Setting().us};
}

}  // namespace tessera::plugin
