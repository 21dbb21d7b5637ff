// What people write, to the integers that the program carries. Exact: nothing is rounded.
#ifndef TESSERA_PROGRAM_VALUES_H_
#define TESSERA_PROGRAM_VALUES_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace tessera::program {

// "99.90" in units of 10^-digits. nullopt if it is no decimal number, has more digits behind the
// point, or does not fit int64.
std::optional<int64_t> ParseDecimal(absl::string_view text, int digits);

// "2.5%" in thousandths of a percent. The sign is required.
std::optional<int64_t> ParsePercent(absl::string_view text);

// "1d", "24h", "1h30m", "90s" in seconds: days, hours, minutes, seconds, in this order, each at most
// once.
std::optional<int64_t> ParseDuration(absl::string_view text);

// RFC 3339 with its offset, in microseconds since 1970. nullopt before 1970.
std::optional<int64_t> ParseInstant(absl::string_view text);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_VALUES_H_
