// The public gRPC API as the command line uses it: one channel, deadlines, errors with reasons.
#ifndef TESSERA_CLI_CLIENT_H_
#define TESSERA_CLI_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <grpcpp/support/sync_stream.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/cli/waiting.h"

namespace tessera::cli {

struct ConnectionOptions {
  std::string server = "127.0.0.1:7443";
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string server_name;  // what the server's certificate says, where it is not the address
  bool insecure = false;
  int64_t timeout_seconds = 20;
};

// Whether the service itself said that, and not this program.
bool IsAnswer(const absl::Status& status);

class Client {
 public:
  // INVALID_ARGUMENT / TLS_MISSING, FILE_UNREADABLE. Does not connect yet.
  static absl::StatusOr<Client> Make(const ConnectionOptions& options);

  // One call. An error carries the reason and the field that the service gave.
  template <typename Service, typename Request, typename Response>
  absl::Status Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                          Response*),
                    const Request& request, Response* response) const {
    const Waiting waiting;
    return CallUnseen<Service>(method, request, response);
  }

  // The same for whoever shows himself that it takes long.
  template <typename Service, typename Request, typename Response>
  absl::Status CallUnseen(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
                          const Request& request, Response* response) const {
    grpc::ClientContext context;
    SetDeadline(context);
    const auto stub = Service::NewStub(channel_);
    return Outcome((stub.get()->*method)(&context, request, response), context);
  }

  // A call whose answers come one by one: `take` gets each, and ends the call by an error, which is given
  // back. Without a deadline.
  template <typename Service, typename Request, typename Response>
  absl::Status Stream(std::unique_ptr<grpc::ClientReader<Response>> (Service::Stub::*method)(
                          grpc::ClientContext*, const Request&),
                      const Request& request,
                      const std::function<absl::Status(const Response&)>& take) const {
    grpc::ClientContext context;
    const auto stub = Service::NewStub(channel_);
    const auto reader = (stub.get()->*method)(&context, request);
    Response response;
    absl::Status taken;
    while (taken.ok() && reader->Read(&response)) taken = take(response);
    if (!taken.ok()) context.TryCancel();
    const absl::Status ended = Outcome(reader->Finish(), context);
    return taken.ok() ? ended : taken;
  }

  // For calls that send as they read: what a finished one says.
  absl::Status Outcome(const grpc::Status& status, const grpc::ClientContext& context) const;
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Whether the service says that it serves (grpc.health.v1). UNAVAILABLE if it cannot be reached.
  absl::StatusOr<bool> IsServing() const;

  const std::string& server() const { return server_; }

 private:
  Client(std::shared_ptr<grpc::Channel> channel, const ConnectionOptions& options)
      : channel_(std::move(channel)),
        server_(options.server),
        timeout_seconds_(options.timeout_seconds) {}

  void SetDeadline(grpc::ClientContext& context) const;

  std::shared_ptr<grpc::Channel> channel_;
  std::string server_;
  int64_t timeout_seconds_;
};

}  // namespace tessera::cli

#endif  // TESSERA_CLI_CLIENT_H_
