// Mutual TLS from files that may be replaced while the service runs.
#ifndef TESSERA_RPC_TLS_CREDENTIALS_H_
#define TESSERA_RPC_TLS_CREDENTIALS_H_

#include <functional>
#include <memory>
#include <string>

#include <grpcpp/security/server_credentials.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"

namespace tessera::rpc {

// PEM texts, or the paths of files that hold them.
struct TlsIdentity {
  std::string ca;
  std::string certificate;
  std::string key;

  bool operator==(const TlsIdentity&) const = default;
};

// INVALID_ARGUMENT / TLS_INVALID where one of the texts is not what it should be, or the key is not the
// certificate's: with such a pair nobody gets through a handshake.
absl::Status CheckTls(const TlsIdentity& texts);

// Looks at the files as handshakes come, at most once a second. Connections get what the files say by
// then; while that is no pair, or can't be read, they get what was good last, and `on_fault` hears of it
// once, on any thread; it may be empty. `clock` outlives it, and it the server that uses it. Errors of CheckTls for files
// that are wrong to begin with; UNAVAILABLE / TLS_FILE_UNREADABLE.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> WatchTlsFiles(
    const TlsIdentity& paths, const Clock& clock,
    std::function<void(const absl::Status&)> on_fault);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_TLS_CREDENTIALS_H_
