#include "tessera/operations/common/refusal.h"

#include <string>

#include "absl/strings/match.h"
#include "tessera/base/status.h"

namespace tessera::operations {

bool IsRefusal(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (absl::StartsWith(reason, "STORAGE_") || reason == "ROW_EXISTS") return false;
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
      return true;
    default:
      return false;
  }
}

}  // namespace tessera::operations
