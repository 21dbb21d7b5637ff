#include "tessera/plugin/abi/instance.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/secret.h"
#include "tessera/base/status.h"
#include "tessera/plugin/abi/signals_blocked.h"
#include "tessera/plugin/remote/grpc_service.h"

namespace tessera::plugin {
namespace {

constexpr size_t kIdBytes = 64;
constexpr Duration kDefaultDeadline = Milliseconds(300);
constexpr Duration kShortestDeadline = Milliseconds(10);
constexpr Duration kLongestDeadline = Seconds(10);
constexpr uint32_t kMostWorkers = 4;
constexpr char kSealPurpose[] = "tessera plugin cache";

absl::Status Wrong(absl::string_view field, absl::string_view message) {
  return InvalidInput("CONFIG_INVALID", field, message);
}

// As certificates name terminals: "terminal/<store>/<terminal>".
absl::Status CheckId(const std::string& id, absl::string_view field) {
  const bool good = !id.empty() && id.size() <= kIdBytes &&
                    std::all_of(id.begin(), id.end(), [](char c) {
                      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' ||
                             c == '_' || c == '.';
                    });
  return good ? absl::OkStatus() : Wrong(field, "must be 1 to 64 of letters, digits, '-', '_', '.'");
}

absl::Status CheckServer(const std::string& server) {
  const size_t colon = server.rfind(':');
  int port = 0;
  const bool good = colon != std::string::npos && colon > 0 &&
                    absl::SimpleAtoi(server.substr(colon + 1), &port) && port > 0 && port < 65536;
  return good ? absl::OkStatus() : Wrong("server", "must be host:port");
}

absl::Status Check(const Config& config) {
  if (config.data_folder.empty()) return Wrong("data_folder", "name a folder");
  TESSERA_RETURN_IF_ERROR(CheckServer(config.server));
  TESSERA_RETURN_IF_ERROR(CheckId(config.store_id, "store_id"));
  TESSERA_RETURN_IF_ERROR(CheckId(config.terminal_id, "terminal_id"));
  if (config.deadline.us != 0 &&
      (config.deadline < kShortestDeadline || config.deadline > kLongestDeadline)) {
    return Wrong("deadline_ms", "must be 10 to 10,000, or 0 for the default");
  }
  if (config.worker_threads > kMostWorkers) {
    return Wrong("worker_threads", "must be 1 to 4, or 0 for the default");
  }
  if (config.commit_deadline > kLongestDeadline) {
    return Wrong("commit_deadline_ms", "must be 1 to 10,000, or 0 for the default");
  }
  return absl::OkStatus();
}

Duration OrDefault(Duration given) { return given.us == 0 ? kDefaultDeadline : given; }

absl::StatusOr<std::string> ReadPem(const std::string& path, absl::string_view field) {
  if (path.empty()) return Wrong(field, "name a PEM file, or choose insecure for trying out");
  TESSERA_ASSIGN_OR_RETURN(std::string text, ReadSmallFile(path, field));
  if (text.find("-----BEGIN ") == std::string::npos) {
    return Wrong(field, absl::StrCat(path, " is not a PEM file"));
  }
  return text;
}

absl::StatusOr<Endpoint> ReadEndpoint(const Config& config) {
  Endpoint endpoint;
  endpoint.server = config.server;
  endpoint.insecure = config.insecure;
  endpoint.store_id = config.store_id;
  endpoint.terminal_id = config.terminal_id;
  if (config.insecure) return endpoint;
  TESSERA_ASSIGN_OR_RETURN(endpoint.ca, ReadPem(config.ca_file, "ca_file"));
  TESSERA_ASSIGN_OR_RETURN(endpoint.certificate,
                           ReadPem(config.certificate_file, "certificate_file"));
  TESSERA_ASSIGN_OR_RETURN(endpoint.key, ReadPem(config.key_file, "key_file"));
  return endpoint;
}

// The key that a renewal replaced may lie beside the new one, as key_file + ".previous".
SealKeys SealKeysOf(const Config& config, const std::string& key_material) {
  SealKeys keys(DeriveKey(key_material, kSealPurpose));
  if (config.insecure) return keys;
  const auto previous = ReadSmallFile(config.key_file + ".previous", "key_file");
  if (previous.ok()) keys.former.push_back(DeriveKey(*previous, kSealPurpose));
  return keys;
}

}  // namespace

Instance::Instance(const Clock& clock, Random& random)
    : clock_(clock),
      random_(random),
      opener_(::getpid()),
      breaker_(clock, random, Breaker::Options()) {}

Instance::~Instance() { Stop(); }

void Instance::Stop() {
  if (submissions_ != nullptr) submissions_->BeginStop();
  // What asks the service is cut off with it.
  background_.reset();
  if (submissions_ != nullptr) submissions_->Join();
}

bool Instance::IsOpener() const { return ::getpid() == opener_; }

absl::StatusOr<std::shared_ptr<Instance>> Instance::Open(const Config& config, const Clock& clock,
                                                         Random& random) {
  TESSERA_RETURN_IF_ERROR(Check(config));
  // gRPC starts its threads with the first channel, the background its own below.
  const SignalsBlocked blocked;
  std::shared_ptr<Instance> instance(new Instance(clock, random));
  TESSERA_RETURN_IF_ERROR(instance->Wire(config));
  instance->background_->Start();
  return instance;
}

absl::Status Instance::Wire(const Config& config) {
  TESSERA_ASSIGN_OR_RETURN(const Endpoint endpoint, ReadEndpoint(config));
  TESSERA_ASSIGN_OR_RETURN(service_, MakeGrpcService(endpoint));
  TESSERA_ASSIGN_OR_RETURN(folder_, Folder::Open(config.data_folder));
  std::string key_material = endpoint.key;
  if (config.insecure) {
    TESSERA_ASSIGN_OR_RETURN(key_material, folder_->TerminalKey(random_));
  }
  TESSERA_ASSIGN_OR_RETURN(outbox_, Outbox::Open(*folder_));
  cache_ = Cache::Open(*folder_, SealKeysOf(config, key_material), random_, clock_);
  guard_ = std::make_unique<Guard>(*folder_);
  guard_->Prepare(clock_.Now());
  guarded_ = std::make_unique<GuardedService>(*service_, breaker_);
  Delivery::Options delivery;
  delivery.store_id = config.store_id;
  delivery.terminal_id = config.terminal_id;
  delivery_ = std::make_unique<Delivery>(*outbox_, *guarded_, clock_, delivery);
  TillOptions till;
  till.store_id = config.store_id;
  till.terminal_id = config.terminal_id;
  till.language = config.language;
  till.deadline = OrDefault(config.deadline);
  till.commit_deadline = OrDefault(config.commit_deadline);
  till_ = std::make_unique<Till>(
      Till::Parts{*cache_, *outbox_, *guarded_, *delivery_, clock_, random_, guard_.get()}, till);
  Submissions::Options submissions;
  if (config.worker_threads > 0) submissions.threads = config.worker_threads;
  submissions.wake = config.wake;
  submissions.wake_context = config.wake_context;
  submissions_ = std::make_unique<Submissions>(clock_, submissions);
  background_ = std::make_unique<Background>(
      Background::Parts{*cache_, *outbox_, *service_, *guarded_, *delivery_, clock_, random_,
                        config.store_id, config.terminal_id, kVersion});
  return absl::OkStatus();
}

}  // namespace tessera::plugin
