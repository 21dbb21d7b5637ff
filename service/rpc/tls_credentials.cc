#include "tessera/rpc/tls_credentials.h"

#include <fstream>
#include <mutex>
#include <sstream>
#include <utility>

#include <grpc/grpc_security.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::rpc {
namespace {

constexpr Duration kPause = Seconds(1);

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return MakeError(absl::StatusCode::kUnavailable, "TLS_FILE_UNREADABLE", "",
                     absl::StrCat("cannot read ", path));
  }
  return text.str();
}

absl::StatusOr<TlsIdentity> ReadGood(const TlsIdentity& paths) {
  TlsIdentity read;
  TESSERA_ASSIGN_OR_RETURN(read.ca, ReadText(paths.ca));
  TESSERA_ASSIGN_OR_RETURN(read.certificate, ReadText(paths.certificate));
  TESSERA_ASSIGN_OR_RETURN(read.key, ReadText(paths.key));
  TESSERA_RETURN_IF_ERROR(CheckTls(read));
  return read;
}

// gRPC's own watcher of files takes whatever they say, and then nobody gets through any more.
class WatchedFiles final : public grpc::ServerCredentials {
 public:
  WatchedFiles(TlsIdentity paths, const Clock& clock,
               std::function<void(const absl::Status&)> on_fault)
      : paths_(std::move(paths)), clock_(clock), on_fault_(std::move(on_fault)) {
    credentials_ = grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(
            GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY, &Fetch, this));
  }
  ~WatchedFiles() override { grpc_server_credentials_release(credentials_); }

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<WatchedFiles*>(self)->Look(config);
  }

  // On the thread of a handshake.
  grpc_ssl_certificate_config_reload_status Look(grpc_ssl_server_certificate_config** config) {
    absl::Status fault;
    bool is_first = false;
    {
      const std::lock_guard lock(mutex_);
      const Duration now = clock_.Monotonic();
      if (!used_.key.empty() && now.us - looked_at_.us < kPause.us) {
        return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
      }
      looked_at_ = now;
      absl::StatusOr<TlsIdentity> read = ReadGood(paths_);
      if (read.ok()) {
        told_ = false;
        if (*read == used_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
        used_ = *std::move(read);
        *config = ConfigOf(used_);
        return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
      }
      is_first = used_.key.empty();
      if (!std::exchange(told_, true)) fault = read.status();
    }
    if (!fault.ok() && on_fault_) on_fault_(fault);
    return is_first ? GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_FAIL
                    : GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  }

  static grpc_ssl_server_certificate_config* ConfigOf(const TlsIdentity& texts) {
    const grpc_ssl_pem_key_cert_pair pair{texts.key.c_str(), texts.certificate.c_str()};
    return grpc_ssl_server_certificate_config_create(texts.ca.c_str(), &pair, 1);
  }

  const TlsIdentity paths_;
  const Clock& clock_;
  const std::function<void(const absl::Status&)> on_fault_;
  grpc_server_credentials* credentials_ = nullptr;
  std::mutex mutex_;
  Duration looked_at_;
  TlsIdentity used_;
  bool told_ = false;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> WatchTlsFiles(
    const TlsIdentity& paths, const Clock& clock,
    std::function<void(const absl::Status&)> on_fault) {
  TESSERA_RETURN_IF_ERROR(ReadGood(paths).status());
  return std::shared_ptr<grpc::ServerCredentials>(
      std::make_shared<WatchedFiles>(paths, clock, std::move(on_fault)));
}

}  // namespace tessera::rpc
