// One call from arrival to answer, whichever its form.
#ifndef TESSERA_RPC_CALL_H_
#define TESSERA_RPC_CALL_H_

#include <string>

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/operations/common/operation.h"
#include "tessera/rpc/front.h"
#include "tessera/rpc/identity.h"
#include "tessera/rpc/method.h"

namespace tessera::rpc {

// RESOURCE_EXHAUSTED / QUEUE_FULL.
absl::Status QueueFull();
// UNAVAILABLE / STOPPING.
absl::Status Stopping();

// Part of a reactor, which gRPC keeps until its OnDone. Admit first, Close last, both once.
class Call {
 public:
  Call(Front& front, const Method& method, grpc::CallbackServerContext& context);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Who is it, may they, and is there time left? UNAUTHENTICATED / IDENTITY_INVALID,
  // PERMISSION_DENIED / ROLE_REQUIRED, DEADLINE_EXCEEDED.
  absl::Status Admit();

  // DEADLINE_EXCEEDED or CANCELLED where nobody waits for the answer any more.
  absl::Status CheckAlive() const;

  // The terminal that a request names is the one that calls. PERMISSION_DENIED / TERMINAL_MISMATCH.
  // Headquarters' admins may speak for any.
  absl::Status CheckTerminal(absl::string_view store_id, absl::string_view terminal_id) const;

  // Where parts of an answer ask for more than the method. PERMISSION_DENIED / ROLE_REQUIRED.
  absl::Status CheckRole(Role least) const;

  // What became of one item of a batch, if it went wrong for good.
  void TellItem(const std::string& item, const absl::Status& outcome) const;

  operations::Context NewContext() const;

  // Sets trailing metadata, logs, and gives what to finish the reactor with.
  grpc::Status Close(const absl::Status& outcome);

  Front& front() const { return front_; }
  const Method& method() const { return method_; }

 private:
  absl::StatusOr<Identity> Authenticate() const;
  // What was going on when nobody waited any more is what the caller is told.
  absl::Status CheckCaller(absl::string_view until) const;
  void Log(const absl::Status& outcome) const;

  Front& front_;
  const Method& method_;
  grpc::CallbackServerContext& context_;
  const Duration begun_at_;
  const std::string request_id_;
  std::string caller_name_;
  operations::Caller caller_;
  Role role_ = Role::kTerminal;
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_CALL_H_
