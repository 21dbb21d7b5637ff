// How the live program writes money and points.
#ifndef TESSERA_CLI_UNITS_H_
#define TESSERA_CLI_UNITS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
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
};

absl::StatusOr<Units> LoadUnits(const Client& client);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_UNITS_H_
