// The address that the server listens on: what it may be, and why it could not be had.
#ifndef TESSERA_RPC_LISTEN_ADDRESS_H_
#define TESSERA_RPC_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tessera::rpc {

struct ListenAddress {
  std::string host;  // without the brackets of IPv6
  std::string port;
  bool loopback = false;  // 127.0.0.0/8, ::1 or localhost
};

// "host:port" or "[v6]:port", port 0 to 65535. INVALID_ARGUMENT / LISTEN_INVALID.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// gRPC says only that it failed: tries the address by itself to say why. UNAVAILABLE / PORT_IN_USE or
// LISTEN_FAILED.
absl::Status ExplainListenFailure(const ListenAddress& address);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_LISTEN_ADDRESS_H_
