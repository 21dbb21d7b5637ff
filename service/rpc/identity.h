// Who calls: a terminal of a store, or a person or program of headquarters, and how an identity is
// written in certificates and, in plain-text mode, in request metadata.
#ifndef TESSERA_RPC_IDENTITY_H_
#define TESSERA_RPC_IDENTITY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tessera::rpc {

// Of headquarters' roles each includes the ones before it. A terminal is none of them.
enum class Role : uint8_t { kTerminal, kReader, kEditor, kAdmin };

struct Identity {
  Role role = Role::kReader;
  std::string name;         // HQ: the name behind "hq/"
  std::string store_id;     // terminals only
  std::string terminal_id;  // terminals only
};

// "terminal", "reader", "editor" or "admin".
absl::string_view RoleName(Role role);

// `common_name`: "terminal/<store>/<terminal>" or "hq/<name>"; each part 1 to 64 of letters, digits,
// "-", "_", "." . `unit`: "reader", "editor" or "admin", empty for reader; ignored for terminals.
// UNAUTHENTICATED / IDENTITY_INVALID otherwise.
absl::StatusOr<Identity> ParseIdentity(absl::string_view common_name, absl::string_view unit);

// From a certificate's subject in the form of RFC 2253 ("CN=terminal/12/3,OU=tills"), which gRPC gives as
// x509_subject. A subject with two common names is refused: nobody may choose which one counts.
absl::StatusOr<Identity> ParseSubject(absl::string_view subject);

// From `tessera-identity` metadata in plain-text mode: "terminal/12/3", "hq/anna" or "hq/anna editor".
// Empty: an admin, who may also speak for any terminal.
absl::StatusOr<Identity> ParsePlainIdentity(absl::string_view text);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_IDENTITY_H_
