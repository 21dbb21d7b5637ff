#include "tessera/base/status.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace tessera {
namespace {

// Payload keys; the type URL form that absl::Status asks for.
constexpr char kReason[] = "tessera/reason";
constexpr char kField[] = "tessera/field";

std::string Payload(const absl::Status& status, const char* key) {
  absl::optional<absl::Cord> payload = status.GetPayload(key);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, absl::string_view reason, absl::string_view field,
                       absl::string_view message) {
  absl::Status status(code, message);
  status.SetPayload(kReason, absl::Cord(reason));
  if (!field.empty()) status.SetPayload(kField, absl::Cord(field));
  return status;
}

absl::Status InvalidInput(absl::string_view reason, absl::string_view field,
                          absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, field, message);
}

absl::Status Refused(absl::string_view reason, absl::string_view field,
                     absl::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, field, message);
}

absl::Status NotFound(absl::string_view reason, absl::string_view field,
                      absl::string_view message) {
  return MakeError(absl::StatusCode::kNotFound, reason, field, message);
}

absl::Status Broken(absl::string_view message) {
  return MakeError(absl::StatusCode::kInternal, "INTERNAL", "", message);
}

std::string ReasonOf(const absl::Status& status) {
  std::string reason = Payload(status, kReason);
  return reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
}

std::string FieldOf(const absl::Status& status) { return Payload(status, kField); }

absl::Status InField(absl::string_view prefix, const absl::Status& status) {
  if (status.ok()) return status;
  absl::Status moved = status;
  const std::string field = FieldOf(status);
  const bool index = !field.empty() && field[0] == '[';
  moved.SetPayload(kField, absl::Cord(absl::StrCat(
                               prefix, field.empty() || index ? "" : ".", field)));
  return moved;
}

}  // namespace tessera
