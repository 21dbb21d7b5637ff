// The service over gRPC.
#ifndef TESSERA_PLUGIN_REMOTE_GRPC_SERVICE_H_
#define TESSERA_PLUGIN_REMOTE_GRPC_SERVICE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/plugin/remote/service.h"

namespace tessera::plugin {

struct Endpoint {
  std::string server;  // "host:port"
  // Plain text, to a loopback address only.
  bool insecure = false;
  // PEM texts for mutual TLS.
  std::string ca;
  std::string certificate;
  std::string key;
  std::string store_id;
  std::string terminal_id;
};

// Opens no connection: the first call does. INVALID_ARGUMENT / CONFIG_INVALID for plain text to an
// address that is not loopback.
absl::StatusOr<std::unique_ptr<Service>> MakeGrpcService(const Endpoint& endpoint);

// Whether "host:port" names the machine itself: localhost, 127.0.0.0/8, ::1.
bool IsLoopback(absl::string_view server);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_REMOTE_GRPC_SERVICE_H_
