#include "tessera/app/wiring.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/app/data_folder.h"
#include "tessera/app/file.h"
#include "tessera/app/key_file.h"
#include "tessera/app/log.h"
#include "tessera/app/monitoring.h"
#include "tessera/app/watchdog.h"
#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/jobs/publications.h"
#include "tessera/jobs/scheduler.h"
#include "tessera/operations/common/programs.h"
#include "tessera/rpc/listen_address.h"
#include "tessera/rpc/server.h"
#include "tessera/rpc/tls_credentials.h"
#include "tessera/storage/sqlite/schema.h"
#include "tessera/storage/sqlite/sqlite_store.h"

namespace tessera::app {
namespace {

// Points and tiers, figures, publications, old sales.
constexpr size_t kJobThreads = 4;

// A database without its keys is a chain whose members can't be found: never make new ones for it.
absl::StatusOr<operations::Secrets> LoadKeys(const Config& config, const DataFolder& folder) {
  absl::StatusOr<operations::Secrets> secrets = ReadKeyFile(config.KeyFile());
  if (secrets.ok() || !absl::IsNotFound(secrets.status()) || folder.HasDatabase()) return secrets;
  secrets = CreateKeyFile(config.KeyFile(), SystemRandom());
  if (secrets.ok()) {
    Log(Level::kWarning, "keys_made",
        {{"key_file", config.KeyFile()}, {"advice", "keep a copy of it in a safe place"}});
  }
  return secrets;
}

absl::StatusOr<std::unique_ptr<storage::sqlite::SqliteStore>> OpenStore(
    const Config& config, const storage::sqlite::SqliteStoreOptions& options) {
  auto store = storage::sqlite::SqliteStore::Open(options, SystemRandom());
  if (store.ok() || ReasonOf(store.status()) != "KEY_CHECK_DIFFERS") return store;
  return Refused("KEY_FILE_WRONG", "key_file",
                 absl::StrCat(config.KeyFile(), " does not belong to the database ", options.path,
                              ": with it no member would be found; restore the key file that was "
                              "saved with this database"));
}

absl::StatusOr<std::unique_ptr<storage::Store>> OpenCopy(const std::string& path) {
  storage::sqlite::SqliteStoreOptions options;
  options.path = path;
  options.readers = 1;
  TESSERA_ASSIGN_OR_RETURN(auto copy,
                           storage::sqlite::SqliteStore::Open(options, SystemRandom()));
  return std::unique_ptr<storage::Store>(std::move(copy));
}

// A service without a place for backups sells as well as another.
void MakeBackupFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    Log(Level::kWarning, "backup_folder_unwritable",
        {{"backup_folder", path}, {"message", error.message()}});
  }
}

absl::StatusOr<std::string> ReadPem(const std::string& path, absl::string_view field) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (text.ok()) return text;
  return NotFound("TLS_FILE_MISSING", field, absl::StrCat(field, ": ", text.status().message()));
}

// As the server takes it to watch the file.
std::string Absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.string();
}

// What is said once, when files that were good are no pair any more.
void LogTlsFault(const absl::Status& fault) {
  Log(Level::kError, "certificates_kept",
      {{"reason", ReasonOf(fault)},
       {"message", std::string(fault.message())},
       {"advice", "connections still get the certificates that were good; mend the files"}});
}

void LogPublicationsFault(const absl::Status& fault) {
  Log(Level::kError, "publications_wait",
      {{"reason", ReasonOf(fault)},
       {"message", std::string(fault.message())},
       {"advice", "programs that were published for now come into force later; it is tried each second"}});
}

absl::StatusOr<rpc::ServerOptions> MakeServerOptions(const Config& config) {
  rpc::ServerOptions options;
  options.listen = config.listen;
  options.plain_text = config.plain_text;
  TESSERA_RETURN_IF_ERROR(CheckCertificates(config));
  if (!config.plain_text) {
    options.ca_pem = Absolute(config.ca_file);
    options.certificate_pem = Absolute(config.certificate_file);
    options.key_pem = Absolute(config.private_key_file);
  }
  options.read_threads = static_cast<size_t>(config.read_threads);
  options.read_queue = static_cast<size_t>(config.read_queue);
  options.streams_per_connection = static_cast<int>(config.streams_per_connection);
  options.watchers = static_cast<size_t>(config.watchers);
  options.heartbeat = Seconds(config.heartbeat_seconds);
  options.connection_age = Seconds(config.connection_age_seconds);
  options.keep_events = Days(config.feed_keep_days);
  options.on_call = LogCall;
  options.on_item = LogItem;
  options.on_tls_fault = LogTlsFault;
  options.backup_folder = config.BackupFolder();
  options.open_copy = OpenCopy;
  return options;
}

// Whoever listens on every address is reached on loopback.
absl::StatusOr<SelfCall> SelfCallOf(const Config& config, int port) {
  TESSERA_ASSIGN_OR_RETURN(const rpc::ListenAddress address,
                           rpc::ParseListenAddress(config.listen));
  std::string host = address.host;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = absl::StrCat("[", host, "]");
  SelfCall call;
  call.address = absl::StrCat(host, ":", port);
  call.timeout = Seconds(config.watchdog_timeout_seconds);
  if (config.plain_text) return call;
  call.ca_file = config.ca_file;
  call.certificate_file = config.certificate_file;
  call.private_key_file = config.private_key_file;
  return call;
}

}  // namespace

// In the order in which they are made; each outlives those below it.
struct Service::Parts {
  Parts(DataFolder data_folder, const operations::Secrets& keys, Duration stop_grace)
      : folder(std::move(data_folder)), secrets(keys), grace(stop_grace) {}

  DataFolder folder;
  operations::Secrets secrets;
  Duration grace;
  Monitoring monitoring{SystemClock()};
  std::unique_ptr<storage::sqlite::SqliteStore> store;
  operations::Programs programs;
  std::unique_ptr<jobs::Publications> publications;
  std::unique_ptr<rpc::Server> server;
  std::unique_ptr<jobs::Scheduler> scheduler;
  std::unique_ptr<Watchdog> watchdog;
  Summary summary;
};

const char* Version() { return TESSERA_VERSION; }

absl::StatusOr<std::unique_ptr<Service>> Service::Start(const Config& config,
                                                        std::function<void()> on_dead) {
  TESSERA_ASSIGN_OR_RETURN(rpc::ServerOptions options, MakeServerOptions(config));
  TESSERA_ASSIGN_OR_RETURN(DataFolder folder, DataFolder::Open(config.data_folder));
  if (folder.IsExposed()) {
    Log(Level::kWarning, "data_folder_exposed",
        {{"data_folder", config.data_folder},
         {"advice", "others than its owner may look into it; run: chmod o= on it"}});
  }
  TESSERA_ASSIGN_OR_RETURN(const operations::Secrets secrets, LoadKeys(config, folder));
  auto parts =
      std::make_unique<Parts>(std::move(folder), secrets, Seconds(config.stop_grace_seconds));

  MakeBackupFolder(config.BackupFolder());
  storage::sqlite::SqliteStoreOptions storage;
  storage.path = parts->folder.DatabaseFile();
  // One for each thread that reads, those of the jobs and this one among them.
  storage.readers = options.read_threads + options.long_threads + options.operator_threads +
                    options.feed_threads + options.hq_threads +
                    static_cast<size_t>(options.imports) + kJobThreads + 1;
  storage.key_check = KeyCheck(parts->secrets);
  parts->monitoring.Attach(storage);
  parts->monitoring.Attach(options);
  TESSERA_ASSIGN_OR_RETURN(parts->store, OpenStore(config, storage));
  parts->publications = std::make_unique<jobs::Publications>(
      *parts->store, parts->programs, parts->secrets, SystemClock(), SystemRandom(),
      LogPublicationsFault);
  // Before anybody asks which program counts.
  TESSERA_RETURN_IF_ERROR(parts->publications->Look().status());
  Summary& summary = parts->summary;
  summary.schema_version = storage::sqlite::Schema().back().number;
  TESSERA_RETURN_IF_ERROR(parts->store->Read([&summary](storage::ReadTransaction& transaction) {
    TESSERA_ASSIGN_OR_RETURN(summary.members, transaction.CountMembers());
    TESSERA_ASSIGN_OR_RETURN(summary.program_version, transaction.LiveProgramVersion());
    return absl::OkStatus();
  }));
  TESSERA_ASSIGN_OR_RETURN(parts->server, rpc::Server::Start(std::move(options), *parts->store,
                                                             parts->programs, parts->secrets,
                                                             SystemClock(), SystemRandom()));
  summary.port = parts->server->port();
  parts->scheduler = std::make_unique<jobs::Scheduler>(
      parts->server->jobs(), SystemClock(),
      jobs::Times{Seconds(config.points_job_seconds), Seconds(config.tiers_job_seconds)},
      [&monitoring = parts->monitoring](const jobs::Report& report) {
        LogJob(report);
        monitoring.Tell(report);
      });
  parts->scheduler->Start();
  parts->publications->Start();
  if (!config.metrics_listen.empty()) {
    TESSERA_RETURN_IF_ERROR(parts->monitoring.Start(
        config.metrics_listen, Seconds(config.liability_seconds), *parts->store));
    summary.metrics_port = parts->monitoring.port();
  }
  if (config.watchdog_seconds > 0) {
    TESSERA_ASSIGN_OR_RETURN(SelfCall call, SelfCallOf(config, summary.port));
    parts->watchdog = std::make_unique<Watchdog>(DialOf(std::move(call)),
                                                 static_cast<int>(config.watchdog_failures),
                                                 std::move(on_dead));
    parts->watchdog->Start(Seconds(config.watchdog_seconds));
  }
  return std::unique_ptr<Service>(new Service(std::move(parts)));
}

Service::Service(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Service::~Service() { Stop(); }

const Service::Summary& Service::summary() const { return parts_->summary; }

void Service::Stop() {
  if (parts_->watchdog != nullptr) parts_->watchdog->Stop();
  parts_->monitoring.Stop();
  parts_->publications->Stop();
  parts_->scheduler->Stop();
  parts_->server->Stop(parts_->grace);
  parts_->store->Stop();
}

absl::Status CheckCertificates(const Config& config) {
  if (config.plain_text) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const std::string ca, ReadPem(config.ca_file, "tls.ca"));
  TESSERA_ASSIGN_OR_RETURN(const std::string certificate,
                           ReadPem(config.certificate_file, "tls.certificate"));
  TESSERA_ASSIGN_OR_RETURN(const std::string key, ReadPem(config.private_key_file, "tls.key"));
  return rpc::CheckTls({ca, certificate, key});
}

absl::Status Initialize(const Config& config) {
  TESSERA_ASSIGN_OR_RETURN(const DataFolder folder, DataFolder::Open(config.data_folder));
  if (folder.HasDatabase()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "DATABASE_EXISTS", "data_folder",
                     absl::StrCat(config.data_folder, " holds a chain already; new keys would make "
                                  "its members unfindable"));
  }
  return CreateKeyFile(config.KeyFile(), SystemRandom()).status();
}

}  // namespace tessera::app
