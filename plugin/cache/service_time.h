// What time it is at the service, by what it said lately: rules about hours and dates answer offline as
// they do online, though the till's clock is wrong.
#ifndef TESSERA_PLUGIN_CACHE_SERVICE_TIME_H_
#define TESSERA_PLUGIN_CACHE_SERVICE_TIME_H_

#include <cstdint>
#include <deque>
#include <mutex>

#include "tessera/base/clock.h"

namespace tessera::plugin {

// Thread-safe.
class ServiceTime {
 public:
  // As it was known before.
  void Begin(Duration offset);
  // It was `service` there when it was `here` at the till. One time that came late is outvoted: the
  // offset is the median of the last five.
  void Heard(Instant service, Instant here);

  // Add to the till's time to get the service's.
  Duration offset() const;

 private:
  mutable std::mutex mutex_;
  std::deque<int64_t> heard_us_;
  Duration offset_{};
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_SERVICE_TIME_H_
