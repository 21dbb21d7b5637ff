#include "clock_of.h"

#include <boost/test/unit_test.hpp>

#include "absl/time/time.h"

namespace tessera::ledger {
namespace {

constexpr char kFormat[] = "%Y-%m-%dT%H:%M:%S";

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  BOOST_REQUIRE(absl::LoadTimeZone(name, &zone));
  return zone;
}

}  // namespace

Instant At(const char* wall_clock, const char* zone) {
  absl::Time time;
  std::string error;
  BOOST_REQUIRE_MESSAGE(absl::ParseTime(kFormat, wall_clock, Zone(zone), &time, &error), error);
  return Instant{absl::ToUnixMicros(time)};
}

std::string Text(Instant at, const char* zone) {
  return absl::FormatTime(kFormat, absl::FromUnixMicros(at.us), Zone(zone));
}

}  // namespace tessera::ledger
