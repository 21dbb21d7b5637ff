#include "tessera/plugin/remote/service.h"

#include "absl/strings/match.h"
#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

constexpr char kAway[] = "SERVICE_AWAY";

}  // namespace

absl::Status ServiceAway(absl::StatusCode code, absl::string_view message) {
  return MakeError(code, kAway, "", message);
}

bool IsLinkFailure(const absl::Status& status) {
  return !status.ok() && ReasonOf(status) == kAway;
}

std::string LinkReason(const absl::Status& status) {
  // gRPC has no code for it: it says so in its words only.
  const absl::string_view message = status.message();
  const bool tls = absl::StrContains(message, "andshake failed") ||
                   absl::StrContains(message, "CERTIFICATE_VERIFY_FAILED");
  return tls ? "TLS_FAILED" : kAway;
}

bool IsRefusedForGood(const absl::Status& status) {
  if (IsLinkFailure(status)) return false;
  return status.code() == absl::StatusCode::kPermissionDenied ||
         status.code() == absl::StatusCode::kUnauthenticated;
}

bool IsRefusal(const absl::Status& status) {
  if (IsLinkFailure(status)) return false;
  // The store's own errors are no refusals, whatever their code.
  if (absl::StartsWith(ReasonOf(status), "STORAGE_")) return false;
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return true;
    default:
      return false;
  }
}

}  // namespace tessera::plugin
