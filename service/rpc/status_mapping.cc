#include "tessera/rpc/status_mapping.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::rpc {
namespace {

// Long enough for a full queue to drain, short enough for a till's deadline.
constexpr char kRetryAfterMs[] = "100";
constexpr size_t kMetadataBytes = 256;

// gRPC refuses metadata that is not printable ASCII; field paths may quote what a caller sent.
std::string Printable(absl::string_view text) {
  std::string printable(text.substr(0, kMetadataBytes));
  for (char& c : printable) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) c = '?';
  }
  return printable;
}

// What is too much today is too much in a moment; a queue is not.
bool HasRoomSoon(absl::string_view reason) {
  return reason == "QUEUE_FULL" || reason == "TOO_MANY_STREAMS";
}

}  // namespace

WireStatus ToWire(const absl::Status& status, absl::string_view request_id) {
  WireStatus wire;
  wire.trailing_metadata.emplace_back(kRequestIdKey, request_id);
  if (status.ok()) return wire;
  const std::string message =
      status.code() == absl::StatusCode::kInternal
          ? absl::StrCat("the service met an internal error; quote request ", request_id,
                         " to its operator")
          : std::string(status.message());
  // The numbers of absl's codes and gRPC's are the same by design.
  wire.status = grpc::Status(static_cast<grpc::StatusCode>(status.code()), message);
  wire.trailing_metadata.emplace_back(kReasonKey, Printable(ReasonOf(status)));
  const std::string field = FieldOf(status);
  if (!field.empty()) wire.trailing_metadata.emplace_back(kFieldKey, Printable(field));
  if (status.code() == absl::StatusCode::kResourceExhausted && HasRoomSoon(ReasonOf(status))) {
    wire.trailing_metadata.emplace_back(kRetryAfterKey, kRetryAfterMs);
  }
  return wire;
}

}  // namespace tessera::rpc
