#include "tessera/plugin/cache/service_time.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tessera::plugin {
namespace {

constexpr size_t kVotes = 5;

}  // namespace

void ServiceTime::Begin(Duration offset) {
  std::lock_guard<std::mutex> lock(mutex_);
  heard_us_.clear();
  offset_ = offset;
}

void ServiceTime::Heard(Instant service, Instant here) {
  std::lock_guard<std::mutex> lock(mutex_);
  heard_us_.push_back((service - here).us);
  if (heard_us_.size() > kVotes) heard_us_.pop_front();
  std::vector<int64_t> votes(heard_us_.begin(), heard_us_.end());
  const auto middle = votes.begin() + static_cast<ptrdiff_t>(votes.size() / 2);
  std::nth_element(votes.begin(), middle, votes.end());
  offset_ = {*middle};
}

Duration ServiceTime::offset() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return offset_;
}

}  // namespace tessera::plugin
