#include "tessera/cli/client.h"

#include <chrono>
#include <fstream>
#include <future>
#include <sstream>
#include <utility>

#include <grpc/impl/codegen/grpc_types.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::cli {
namespace {

constexpr int kReconnectMs = 1'000;
constexpr int kReceiveBytes = 8 << 20;

absl::StatusOr<std::string> ReadPem(const std::string& path, const char* option) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (!file || !(bytes << file.rdbuf())) {
    return InvalidInput("FILE_UNREADABLE", option, absl::StrCat("cannot read ", path));
  }
  return bytes.str();
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(
    const ConnectionOptions& options) {
  if (options.insecure) return grpc::InsecureChannelCredentials();
  if (options.ca_file.empty() || options.certificate_file.empty() || options.key_file.empty()) {
    return InvalidInput("TLS_MISSING", "",
                        "say who you are with --ca, --cert and --key (or TESSERA_CA, TESSERA_CERT, "
                        "TESSERA_KEY); --insecure works with a service on this machine that allows it");
  }
  grpc::SslCredentialsOptions tls;
  TESSERA_ASSIGN_OR_RETURN(tls.pem_root_certs, ReadPem(options.ca_file, "--ca"));
  TESSERA_ASSIGN_OR_RETURN(tls.pem_cert_chain, ReadPem(options.certificate_file, "--cert"));
  TESSERA_ASSIGN_OR_RETURN(tls.pem_private_key, ReadPem(options.key_file, "--key"));
  return grpc::SslCredentials(tls);
}

std::string Trailing(const grpc::ClientContext& context, const char* key) {
  const auto& metadata = context.GetServerTrailingMetadata();
  const auto found = metadata.find(key);
  if (found == metadata.end()) return "";
  return std::string(found->second.data(), found->second.size());
}

constexpr char kAnswered[] = "tessera.cli/answered";

absl::Status Answered(absl::Status status) {
  status.SetPayload(kAnswered, absl::Cord());
  return status;
}

}  // namespace

bool IsAnswer(const absl::Status& status) { return status.GetPayload(kAnswered).has_value(); }

absl::StatusOr<Client> Client::Make(const ConnectionOptions& options) {
  TESSERA_ASSIGN_OR_RETURN(const auto credentials, MakeCredentials(options));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMs);
  arguments.SetMaxReceiveMessageSize(kReceiveBytes);
  if (!options.server_name.empty()) arguments.SetSslTargetNameOverride(options.server_name);
  return Client(grpc::CreateCustomChannel(options.server, credentials, arguments), options);
}

void Client::SetDeadline(grpc::ClientContext& context) const {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(timeout_seconds_));
}

absl::Status Client::Outcome(const grpc::Status& status,
                             const grpc::ClientContext& context) const {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  const std::string reason = Trailing(context, "tessera-reason");
  if (!reason.empty()) {
    return Answered(MakeError(code, reason, Trailing(context, "tessera-field"), status.error_message()));
  }
  if (code == absl::StatusCode::kUnavailable) {
    return absl::UnavailableError(absl::StrCat(
        "cannot reach the service at ", server_, " (", status.error_message(),
        "); see that tesserad runs, that --server is right, and that both sides use TLS or neither"));
  }
  if (code == absl::StatusCode::kDeadlineExceeded) {
    return absl::DeadlineExceededError(
        absl::StrCat("no answer from ", server_, " in time; try again, or allow more with --timeout"));
  }
  return Answered(absl::Status(code, status.error_message()));
}

absl::StatusOr<bool> Client::IsServing() const {
  grpc::ClientContext context;
  SetDeadline(context);
  grpc::GenericStub stub(channel_);
  const grpc::Slice no_fields;  // HealthCheckRequest for the server as a whole
  const grpc::ByteBuffer request(&no_fields, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> answered;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&answered](grpc::Status status) { answered.set_value(std::move(status)); });
  TESSERA_RETURN_IF_ERROR(Outcome(answered.get_future().get(), context));
  grpc::Slice bytes;
  // HealthCheckResponse { status = SERVING }: field 1, varint 1.
  return response.DumpToSingleSlice(&bytes).ok() && bytes.size() == 2 && bytes.begin()[0] == 0x08 &&
         bytes.begin()[1] == 0x01;
}

}  // namespace tessera::cli
