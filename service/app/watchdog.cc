#include "tessera/app/watchdog.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "absl/strings/str_cat.h"
#include "tessera/app/file.h"
#include "tessera/app/log.h"
#include "tessera/base/status.h"
#include "tessera/rpc/tls_credentials.h"

namespace tessera::app {
namespace {

// grpc.health.v1.HealthCheckResponse with status SERVING: field 1, varint 1.
constexpr char kServing[] = "\x08\x01";

absl::StatusOr<rpc::TlsIdentity> ReadCertificates(const SelfCall& call) {
  rpc::TlsIdentity read;
  TESSERA_ASSIGN_OR_RETURN(read.ca, ReadFile(call.ca_file));
  TESSERA_ASSIGN_OR_RETURN(read.certificate, ReadFile(call.certificate_file));
  TESSERA_ASSIGN_OR_RETURN(read.key, ReadFile(call.private_key_file));
  TESSERA_RETURN_IF_ERROR(rpc::CheckTls(read));
  return read;
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(const rpc::TlsIdentity& own) {
  if (own.certificate.empty()) return grpc::InsecureChannelCredentials();
  // It knows to whom it talks: by what name the certificate goes is no matter.
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::StaticDataCertificateProvider>(
          own.ca, std::vector<grpc::experimental::IdentityKeyCertPair>{{own.key, own.certificate}}));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  return grpc::experimental::TlsCredentials(options);
}

absl::Status Ask(const SelfCall& call, const rpc::TlsIdentity& own) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Otherwise channels share the connection that is open already.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel = grpc::CreateCustomChannel(call.address, CredentialsOf(own), arguments);
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  const auto deadline =
      std::chrono::system_clock::now() + std::chrono::microseconds(call.timeout.us);
  context.set_deadline(deadline);
  context.set_wait_for_ready(false);
  grpc::CompletionQueue queue;
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
  auto reader = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  grpc::ByteBuffer response;
  grpc::Status status;
  reader->StartCall();
  reader->Finish(&response, &status, &queue);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  if (!status.ok()) return absl::UnavailableError(status.error_message());
  grpc::Slice bytes;
  if (!response.DumpToSingleSlice(&bytes).ok() ||
      std::string(reinterpret_cast<const char*>(bytes.begin()), bytes.size()) != kServing) {
    return absl::UnavailableError("it says that it does not serve");
  }
  return absl::OkStatus();
}

}  // namespace

Dial DialOf(SelfCall call) {
  return [call = std::move(call), own = rpc::TlsIdentity()]() mutable {
    if (!call.certificate_file.empty()) {
      auto read = ReadCertificates(call);
      // Files that are being replaced, or gone, or no pair any more, are no reason to take the service for dead.
      if (read.ok()) own = *std::move(read);
    }
    return Ask(call, own);
  };
}

void Watchdog::Look() {
  const absl::Status answer = dial_();
  if (answer.ok()) {
    armed_ = true;
    in_a_row_ = 0;
    return;
  }
  const std::string why(answer.message());
  if (!armed_) {
    if (!told_) {
      Log(Level::kWarning, "watchdog_off",
          {{"message", why},
           {"advice", "the service can't call itself, so nothing restarts it if it stops accepting; "
                      "give its certificate the extended key usage clientAuth, too"}});
    }
    told_ = true;
    return;
  }
  ++in_a_row_;
  Log(Level::kError, "watchdog", {{"failures", int64_t{in_a_row_}}, {"message", why}});
  if (in_a_row_ >= failures_ && !std::exchange(dead_, true)) on_dead_();
}

}  // namespace tessera::app
