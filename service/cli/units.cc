#include "tessera/cli/units.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/program/values.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {
namespace {

absl::StatusOr<int64_t> ParseAmount(const std::string& text, int digits, const char* option) {
  const std::optional<int64_t> amount = program::ParseDecimal(text, digits);
  if (amount) return *amount;
  return InvalidInput("AMOUNT_INVALID", option,
                      absl::StrCat("\"", text, "\" is not an amount: write it as ",
                                   DecimalText(1'250 * (digits == 0 ? 1 : digits == 1 ? 10 : 100), std::min(digits, 2)),
                                   digits == 0 ? ", without digits behind the point" : ""));
}

}  // namespace

std::string Units::Money(int64_t minor) const {
  const std::string amount = DecimalText(minor, currency_digits);
  return currency_code.empty() ? amount : absl::StrCat(amount, " ", currency_code);
}

std::string Units::Points(int64_t points) const { return DecimalText(points, points_digits); }

std::string Units::SignedPoints(int64_t points) const {
  return absl::StrCat(points > 0 ? "+" : "", Points(points));
}

absl::StatusOr<int64_t> Units::ParseMoney(const std::string& text, const char* option) const {
  return ParseAmount(text, currency_digits, option);
}

absl::StatusOr<int64_t> Units::ParsePoints(const std::string& text, const char* option) const {
  return ParseAmount(text, points_digits, option);
}

absl::StatusOr<Units> LoadUnits(const Client& client) {
  v1::GetProgramResponse response;
  const absl::Status status = client.Call<v1::ProgramService>(
      &v1::ProgramService::Stub::GetProgram, v1::GetProgramRequest(), &response);
  Units units;
  if (absl::IsNotFound(status)) return units;
  TESSERA_RETURN_IF_ERROR(status);
  const v1::Program& program = response.version().program();
  units.currency_code = program.currency_code();
  units.currency_digits = program.currency_digits();
  units.points_digits = program.points_digits();
  units.time_zone = program.time_zone();
  return units;
}

absl::StatusOr<absl::TimeZone> LoadZone(const Units& units) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (units.time_zone.empty() || absl::LoadTimeZone(units.time_zone, &zone)) return zone;
  return InvalidInput("TIME_ZONE_UNKNOWN", "",
                      absl::StrCat("this machine does not know the program's time zone ",
                                   units.time_zone, "; install tzdata, or give an offset"));
}

absl::StatusOr<absl::CivilDay> Today(const Units& units) {
  TESSERA_ASSIGN_OR_RETURN(const absl::TimeZone zone, LoadZone(units));
  return absl::ToCivilDay(absl::FromUnixMicros(SystemClock().Now().us), zone);
}

}  // namespace tessera::cli
