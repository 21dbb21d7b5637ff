// What tesserad can be told, and how it is read: packaging/tesserad.yaml shows every key.
#ifndef TESSERA_APP_CONFIG_H_
#define TESSERA_APP_CONFIG_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tessera::app {

enum class LogFormat : uint8_t { kAutomatic, kJson, kText };

struct Config {
  std::string data_folder = "/var/lib/tessera";
  std::string key_file;  // empty: tessera.keys in the data folder
  std::string backup_folder;  // empty: backups in the data folder
  std::string listen = "0.0.0.0:7443";

  bool plain_text = false;
  std::string ca_file;
  std::string certificate_file;
  std::string private_key_file;

  std::string metrics_listen;  // empty: nobody scrapes

  std::string log_level = "info";
  LogFormat log_format = LogFormat::kAutomatic;

  int64_t read_threads = 4;
  int64_t read_queue = 512;
  int64_t streams_per_connection = 256;
  int64_t watchers = 2'000;

  int64_t heartbeat_seconds = 15;
  int64_t connection_age_seconds = 1'800;
  int64_t stop_grace_seconds = 10;
  int64_t points_job_seconds = 60;
  int64_t tiers_job_seconds = 3'600;
  int64_t liability_seconds = 3'600;
  int64_t feed_keep_days = 90;

  int64_t watchdog_seconds = 10;  // 0: nobody watches
  int64_t watchdog_timeout_seconds = 5;
  int64_t watchdog_failures = 6;

  std::string KeyFile() const { return key_file.empty() ? data_folder + "/tessera.keys" : key_file; }
  std::string BackupFolder() const {
    return backup_folder.empty() ? data_folder + "/backups" : backup_folder;
  }
};

// `name` is the file's name, for messages. Keys that are left out keep their defaults.
// INVALID_ARGUMENT / CONFIG_INVALID with every fault, each with its line and what to write instead.
absl::StatusOr<Config> ParseConfig(absl::string_view text, absl::string_view name);

// NOT_FOUND / CONFIG_MISSING if it cannot be read.
absl::StatusOr<Config> ReadConfig(const std::string& path);

// What holds between values, once the command line had its say. CONFIG_INVALID.
absl::Status CheckConfig(const Config& config);

}  // namespace tessera::app

#endif  // TESSERA_APP_CONFIG_H_
