// The one place where an absl::Status becomes what gRPC sends.
#ifndef TESSERA_RPC_STATUS_MAPPING_H_
#define TESSERA_RPC_STATUS_MAPPING_H_

#include <string>
#include <utility>
#include <vector>

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tessera::rpc {

inline constexpr char kReasonKey[] = "tessera-reason";
inline constexpr char kFieldKey[] = "tessera-field";
inline constexpr char kRetryAfterKey[] = "tessera-retry-after-ms";
inline constexpr char kRequestIdKey[] = "tessera-request-id";

struct WireStatus {
  grpc::Status status;
  std::vector<std::pair<std::string, std::string>> trailing_metadata;
};

// What goes out: the code, the reason and field, and the message. Of an internal error only the
// request id: its message is for the log.
WireStatus ToWire(const absl::Status& status, absl::string_view request_id);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_STATUS_MAPPING_H_
