#include "tessera/cli/units.h"

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {

std::string Units::Money(int64_t minor) const {
  const std::string amount = DecimalText(minor, currency_digits);
  return currency_code.empty() ? amount : absl::StrCat(amount, " ", currency_code);
}

std::string Units::Points(int64_t points) const { return DecimalText(points, points_digits); }

std::string Units::SignedPoints(int64_t points) const {
  return absl::StrCat(points > 0 ? "+" : "", Points(points));
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

}  // namespace tessera::cli
