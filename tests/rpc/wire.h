// A client that sees what goes over the wire.
#ifndef TESSERA_TESTS_RPC_WIRE_H_
#define TESSERA_TESTS_RPC_WIRE_H_

#include <chrono>
#include <memory>
#include <ostream>
#include <string>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"

namespace tessera::tests {

// What a call ended with.
struct Outcome {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string reason;
  std::string field;
  std::string message;
  std::string retry_after_ms;
  std::string request_id;

  bool ok() const { return code == grpc::StatusCode::OK; }
};

inline std::string Trailing(const grpc::ClientContext& context, const char* key) {
  const auto found = context.GetServerTrailingMetadata().find(key);
  if (found == context.GetServerTrailingMetadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

inline Outcome OutcomeOf(const grpc::Status& status, const grpc::ClientContext& context) {
  return {status.error_code(), Trailing(context, "tessera-reason"), Trailing(context, "tessera-field"),
          status.error_message(), Trailing(context, "tessera-retry-after-ms"),
          Trailing(context, "tessera-request-id")};
}

inline std::shared_ptr<grpc::Channel> Connect(
    const std::string& address,
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials(),
    grpc::ChannelArguments arguments = {}) {
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // A connection of its own, so that tests do not see each other's.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

struct CallOptions {
  std::string identity{};  // as `tessera-identity`; empty: none is sent
  std::chrono::milliseconds timeout{20'000};
  std::string request_id{};  // as `x-request-id`; empty: none is sent
};

template <typename Service, typename Request, typename Response>
Outcome Call(const std::shared_ptr<grpc::Channel>& channel,
             grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
             const Request& request, Response* response, const CallOptions& options = {}) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + options.timeout);
  if (!options.identity.empty()) context.AddMetadata("tessera-identity", options.identity);
  if (!options.request_id.empty()) context.AddMetadata("x-request-id", options.request_id);
  const auto stub = Service::NewStub(channel);
  const grpc::Status status = (stub.get()->*method)(&context, request, response);
  return OutcomeOf(status, context);
}

inline std::string NewId() { return UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom())); }

}  // namespace tessera::tests

#endif  // TESSERA_TESTS_RPC_WIRE_H_
