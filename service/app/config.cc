#include "tessera/app/config.h"

#include <functional>
#include <map>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/app/file.h"
#include "tessera/base/status.h"
#include "tessera/rpc/listen_address.h"

namespace tessera::app {
namespace {

// Collects what is wrong with a document instead of stopping at the first fault.
class Reader {
 public:
  // Reads one value; returns what should stand there if it can't, empty if it could.
  using Field = std::function<std::string(const YAML::Node&)>;
  using Fields = std::map<std::string, Field>;

  explicit Reader(absl::string_view name) : name_(name) {}

  void ReadMap(const YAML::Node& node, const std::string& path, const Fields& fields) {
    if (node.IsNull()) return;
    if (!node.IsMap()) return Fault(node, path, "must be a map of keys and values");
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) {
        Fault(entry.first, path, "has a key that is no plain word");
        continue;
      }
      const std::string key = entry.first.Scalar();
      const std::string where = path.empty() ? key : absl::StrCat(path, ".", key);
      const auto field = fields.find(key);
      if (field == fields.end()) {
        Fault(entry.first, where, absl::StrCat("is not known here; known are ", KeysOf(fields)));
        continue;
      }
      const std::string wanted = field->second(entry.second);
      if (!wanted.empty()) Fault(entry.second, where, absl::StrCat("must be ", wanted));
    }
  }

  void Fault(const YAML::Node& node, const std::string& path, absl::string_view message) {
    faults_.push_back(absl::StrCat(name_, ":", node.Mark().line + 1, ": ",
                                   path.empty() ? "the file" : path, " ", message));
  }
  void Fault(int line, absl::string_view message) {
    faults_.push_back(absl::StrCat(name_, ":", line, ": ", message));
  }

  absl::Status Outcome() const {
    if (faults_.empty()) return absl::OkStatus();
    return InvalidInput("CONFIG_INVALID", "", absl::StrJoin(faults_, "\n"));
  }

 private:
  static std::string KeysOf(const Fields& fields) {
    return absl::StrJoin(fields, ", ", [](std::string* out, const Fields::value_type& field) {
      out->append(field.first);
    });
  }

  const std::string name_;
  std::vector<std::string> faults_;
};

Reader::Field Text(std::string* target) {
  return [target](const YAML::Node& node) -> std::string {
    if (!node.IsScalar() || node.Scalar().empty()) return "a text";
    *target = node.Scalar();
    return "";
  };
}

Reader::Field Number(int64_t* target, int64_t least, int64_t most) {
  return [=](const YAML::Node& node) -> std::string {
    int64_t value = 0;
    if (!node.IsScalar() || !absl::SimpleAtoi(node.Scalar(), &value) || value < least ||
        value > most) {
      return absl::StrCat("a whole number from ", least, " to ", most);
    }
    *target = value;
    return "";
  };
}

Reader::Field Truth(bool* target) {
  return [target](const YAML::Node& node) -> std::string {
    if (!node.IsScalar() || (node.Scalar() != "true" && node.Scalar() != "false")) {
      return "true or false";
    }
    *target = node.Scalar() == "true";
    return "";
  };
}

Reader::Field Level(std::string* target) {
  return [target](const YAML::Node& node) -> std::string {
    for (const char* known : {"debug", "info", "warning", "error"}) {
      if (node.IsScalar() && node.Scalar() == known) {
        *target = known;
        return "";
      }
    }
    return "debug, info, warning or error";
  };
}

Reader::Field Format(LogFormat* target) {
  return [target](const YAML::Node& node) -> std::string {
    static const std::map<std::string, LogFormat> kFormats = {
        {"automatic", LogFormat::kAutomatic}, {"json", LogFormat::kJson}, {"text", LogFormat::kText}};
    const auto found = node.IsScalar() ? kFormats.find(node.Scalar()) : kFormats.end();
    if (found == kFormats.end()) return "automatic, json or text";
    *target = found->second;
    return "";
  };
}

Reader::Field Map(Reader* reader, std::string path, Reader::Fields fields) {
  return [=](const YAML::Node& node) -> std::string {
    reader->ReadMap(node, path, fields);
    return "";
  };
}

Reader::Fields FieldsOf(Config* config, Reader* reader) {
  return {
      {"data_folder", Text(&config->data_folder)},
      {"key_file", Text(&config->key_file)},
      {"backup_folder", Text(&config->backup_folder)},
      {"listen", Text(&config->listen)},
      {"plain_text", Truth(&config->plain_text)},
      {"tls", Map(reader, "tls",
                  {{"ca", Text(&config->ca_file)},
                   {"certificate", Text(&config->certificate_file)},
                   {"key", Text(&config->private_key_file)}})},
      {"metrics", Map(reader, "metrics", {{"listen", Text(&config->metrics_listen)}})},
      {"watchdog",
       Map(reader, "watchdog",
           {{"seconds", Number(&config->watchdog_seconds, 0, 3'600)},
            {"timeout_seconds", Number(&config->watchdog_timeout_seconds, 1, 600)},
            {"failures", Number(&config->watchdog_failures, 1, 1'000)}})},
      {"log", Map(reader, "log",
                  {{"level", Level(&config->log_level)}, {"format", Format(&config->log_format)}})},
      {"limits", Map(reader, "limits",
                     {{"read_threads", Number(&config->read_threads, 1, 256)},
                      {"read_queue", Number(&config->read_queue, 1, 100'000)},
                      {"streams_per_connection",
                       Number(&config->streams_per_connection, 1, 10'000)},
                      {"watchers", Number(&config->watchers, 1, 100'000)}})},
      {"times", Map(reader, "times",
                    {{"heartbeat_seconds", Number(&config->heartbeat_seconds, 1, 3'600)},
                     {"connection_age_seconds",
                      Number(&config->connection_age_seconds, 60, 86'400)},
                     {"stop_grace_seconds", Number(&config->stop_grace_seconds, 0, 600)},
                     {"points_job_seconds", Number(&config->points_job_seconds, 1, 86'400)},
                     {"tiers_job_seconds", Number(&config->tiers_job_seconds, 1, 86'400)},
                     {"liability_seconds", Number(&config->liability_seconds, 10, 86'400)}})},
      {"feed", Map(reader, "feed", {{"keep_days", Number(&config->feed_keep_days, 1, 3'650)}})},
  };
}

}  // namespace

absl::StatusOr<Config> ParseConfig(absl::string_view text, absl::string_view name) {
  Config config;
  Reader reader(name);
  try {
    reader.ReadMap(YAML::Load(std::string(text)), "", FieldsOf(&config, &reader));
  } catch (const YAML::Exception& error) {
    reader.Fault(error.mark.line + 1, absl::StrCat("is no YAML: ", error.msg));
  }
  TESSERA_RETURN_IF_ERROR(reader.Outcome());
  return config;
}

absl::StatusOr<Config> ReadConfig(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) {
    return NotFound("CONFIG_MISSING", "config",
                    absl::StrCat("cannot read the configuration: ", text.status().message()));
  }
  return ParseConfig(*text, path);
}

absl::Status CheckConfig(const Config& config) {
  TESSERA_ASSIGN_OR_RETURN(const rpc::ListenAddress address,
                           rpc::ParseListenAddress(config.listen));
  if (!config.metrics_listen.empty()) {
    TESSERA_RETURN_IF_ERROR(InField("metrics", rpc::ParseListenAddress(config.metrics_listen).status()));
  }
  if (config.plain_text) {
    if (address.loopback) return absl::OkStatus();
    return InvalidInput("CONFIG_INVALID", "plain_text",
                        absl::StrCat("plain text is allowed on a loopback address only, and ",
                                     config.listen, " is none; use --listen 127.0.0.1:",
                                     address.port, ", or mutual TLS"));
  }
  if (!config.ca_file.empty() && !config.certificate_file.empty() &&
      !config.private_key_file.empty()) {
    return absl::OkStatus();
  }
  return InvalidInput("CONFIG_INVALID", "tls",
                      "set tls.ca, tls.certificate and tls.key, or, for a trial on this machine "
                      "only, --insecure with --listen 127.0.0.1:7443");
}

}  // namespace tessera::app
