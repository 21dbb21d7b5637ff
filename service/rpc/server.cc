#include "tessera/rpc/server.h"

#include <chrono>
#include <limits>
#include <utility>
#include <vector>

#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/match.h"
#include "tessera/base/periodic.h"
#include "tessera/base/status.h"
#include "tessera/rpc/front.h"
#include "tessera/rpc/hq_calls.h"
#include "tessera/rpc/listen_address.h"
#include "tessera/rpc/services.h"
#include "tessera/rpc/tls_credentials.h"

namespace tessera::rpc {
namespace {

int ToMilliseconds(Duration duration) {
  const int64_t ms = duration.us / 1'000;
  return ms > std::numeric_limits<int>::max() ? std::numeric_limits<int>::max()
                                              : static_cast<int>(ms);
}

bool IsFile(const std::string& pem) { return absl::StartsWith(pem, "/"); }

absl::Status CheckPem(const std::string& pem, absl::string_view field) {
  if (absl::StrContains(pem, "-----BEGIN ")) return absl::OkStatus();
  return InvalidInput("TLS_INVALID", field,
                      "mutual TLS needs ca, certificate and key as PEM; for a trial on this machine "
                      "only, plain text can be allowed instead");
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(
    const ServerOptions& options, const ListenAddress& address, const Clock& clock) {
  if (options.plain_text) {
    if (address.loopback) return grpc::InsecureServerCredentials();
    return InvalidInput("PLAIN_TEXT_REFUSED", "listen",
                        "plain text is allowed on a loopback address only (127.0.0.1, ::1, "
                        "localhost); use mutual TLS on any other");
  }
  if (IsFile(options.ca_pem) && IsFile(options.certificate_pem) && IsFile(options.key_pem)) {
    return WatchTlsFiles({options.ca_pem, options.certificate_pem, options.key_pem},
                         clock, options.on_tls_fault);
  }
  TESSERA_RETURN_IF_ERROR(CheckPem(options.ca_pem, "tls.ca"));
  TESSERA_RETURN_IF_ERROR(CheckPem(options.certificate_pem, "tls.certificate"));
  TESSERA_RETURN_IF_ERROR(CheckPem(options.key_pem, "tls.key"));
  TESSERA_RETURN_IF_ERROR(CheckTls({options.ca_pem, options.certificate_pem, options.key_pem}));
  grpc::SslServerCredentialsOptions tls(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = options.ca_pem;
  tls.pem_key_cert_pairs.push_back({options.key_pem, options.certificate_pem});
  return grpc::SslServerCredentials(tls);
}

void LimitConnections(const ServerOptions& options, grpc::ServerBuilder& builder) {
  // Without this a second server on the same port shares it silently.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.streams_per_connection);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             ToMilliseconds(options.connection_age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             ToMilliseconds(options.connection_age_grace));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, ToMilliseconds(options.keepalive));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                             ToMilliseconds(options.keepalive_timeout));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // Clients may ping at a third of the server's own interval; more often is abuse.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             ToMilliseconds(options.keepalive) / 3);
}

void LimitMessages(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(options.receive_bytes);
  builder.SetMaxSendMessageSize(options.send_bytes);
  // gRPC inflates before it measures, so a small compressed message could fill the memory.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
}

}  // namespace

struct Server::Parts {
  Parts(ServerOptions options, storage::Store& store, operations::Programs& programs,
        const operations::Secrets& secrets, const Clock& clock, Random& random)
      : front(std::move(options), store, programs, secrets, clock, random),
        services(MakeServices(front)) {}

  Front front;
  std::vector<std::unique_ptr<grpc::Service>> services;
  std::shared_ptr<grpc::ServerCredentials> credentials;
  std::unique_ptr<grpc::Server> grpc_server;
  int port = 0;
  bool stopped = false;
  Periodic presence_keeper;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options, storage::Store& store,
                                                      operations::Programs& programs,
                                                      const operations::Secrets& secrets,
                                                      const Clock& clock, Random& random) {
  TESSERA_ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(options.listen));
  TESSERA_ASSIGN_OR_RETURN(const auto credentials, MakeCredentials(options, address, clock));
  auto parts = std::make_unique<Parts>(std::move(options), store, programs, secrets, clock, random);
  Front& front = parts->front;
  front.jobs.KeepEvents(front.options.keep_events);
  parts->credentials = credentials;

  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(front.options.listen, credentials, &parts->port);
  LimitConnections(front.options, builder);
  LimitMessages(front.options, builder);
  for (const auto& service : parts->services) builder.RegisterService(service.get());
  store.OnChange([changes = front.changes, events = front.events](int64_t newest_change) {
    if (newest_change != 0) changes->Announce();
    events->Announce();
  });
  parts->grpc_server = builder.BuildAndStart();
  if (parts->grpc_server == nullptr || parts->port == 0) return ExplainListenFailure(address);
  parts->grpc_server->GetHealthCheckService()->SetServingStatus(true);
  parts->presence_keeper.Start(front.options.seen_pause, [&front] { KeepPresence(front); });
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { Stop(Seconds(1)); }

int Server::port() const { return parts_->port; }

jobs::Jobs& Server::jobs() { return parts_->front.jobs; }

void Server::Stop(Duration grace) {
  if (std::exchange(parts_->stopped, true)) return;
  Front& front = parts_->front;
  parts_->grpc_server->GetHealthCheckService()->SetServingStatus(false);
  front.stopping = true;
  front.changes->Stop();
  front.events->Stop();
  parts_->grpc_server->Shutdown(std::chrono::system_clock::now() +
                                std::chrono::microseconds(grace.us));
  parts_->presence_keeper.Stop();
  KeepPresence(front);
  front.running.WaitUntilIdle();
  front.short_lane.Stop();
  front.long_lane.Stop();
  front.operator_lane.Stop();
  front.feed_lane.Stop();
  front.hq_lane.Stop();
  front.import_lane.Stop();
}

}  // namespace tessera::rpc
