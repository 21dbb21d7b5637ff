// What time it is at the service, by what it said lately: rules about hours and dates answer offline as
// they do online, though the till's clock is wrong, or set while nothing is heard.
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
  // `clock` is the till's, and must outlive it.
  explicit ServiceTime(const Clock& clock);

  // As it was known before. The till's clock had come to `latest` by then: it was set back if it shows less.
  void Begin(Duration offset, Instant latest);
  // It was `service` there when it was `here` at the till. One time that came late is outvoted: the
  // offset is the median of the last five.
  void Heard(Instant service, Instant here);

  // Add to the till's time of this moment to get the service's.
  Duration offset() const;

 private:
  // By how much the till's clock was set since Begin.
  Duration Setting() const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  Instant began_at_;
  Duration began_{};  // monotonic
  // By the till's clock as if nobody had set it since Begin.
  std::deque<int64_t> heard_us_;
  Duration offset_{};
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_SERVICE_TIME_H_
