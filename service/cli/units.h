// How the live program writes money and points.
#ifndef TESSERA_CLI_UNITS_H_
#define TESSERA_CLI_UNITS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tessera/cli/client.h"

namespace tessera::cli {

struct Units {
  std::string currency_code;  // empty: no program was published; amounts stand in minor units
  int currency_digits = 0;
  int points_digits = 0;
  std::string time_zone;  // IANA name; empty: no program was published

  std::string Money(int64_t minor) const;  // "1234.50 RUB"
  std::string Points(int64_t points) const;
  std::string SignedPoints(int64_t points) const;  // "+5", "-5"

  // What people write: "50", "50.5", "-12.50"; "1 250.00 RUB" is not taken. INVALID_ARGUMENT /
  // AMOUNT_INVALID for `option` with an example; for more digits than there are, too.
  absl::StatusOr<int64_t> ParseMoney(const std::string& text, const char* option) const;
  absl::StatusOr<int64_t> ParsePoints(const std::string& text, const char* option) const;
};

absl::StatusOr<Units> LoadUnits(const Client& client);

// UTC where no program was published. INVALID_ARGUMENT / TIME_ZONE_UNKNOWN where this machine does not know
// the zone: what is taken for another hour would be worse than nothing.
absl::StatusOr<absl::TimeZone> LoadZone(const Units& units);
// In that zone.
absl::StatusOr<absl::CivilDay> Today(const Units& units);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_UNITS_H_
