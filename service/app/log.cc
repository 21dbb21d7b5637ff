#include "tessera/app/log.h"

#include <memory>

#include <grpc/support/log.h>
#include <nlohmann/json.hpp>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::app {
namespace {

constexpr size_t kQueueLines = 8'192;
bool as_json = true;  // set once by StartLog, before other threads log

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug: return spdlog::level::debug;
    case Level::kInfo: return spdlog::level::info;
    case Level::kWarning: return spdlog::level::warn;
    case Level::kError: return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string TextLine(const char* event, const std::vector<LogField>& fields) {
  std::string line = event;
  for (const auto& [key, value] : fields) {
    absl::StrAppend(&line, " ", key, "=");
    if (const auto* number = std::get_if<int64_t>(&value)) {
      absl::StrAppend(&line, *number);
    } else {
      absl::StrAppend(&line, std::get<std::string>(value));
    }
  }
  return line;
}

// The members of an object without its braces: the pattern puts time and level before them.
std::string JsonMembers(const char* event, const std::vector<LogField>& fields) {
  nlohmann::ordered_json object;
  object["event"] = event;
  for (const auto& [key, value] : fields) {
    std::visit([&object, name = key](const auto& v) { object[name] = v; }, value);
  }
  const std::string text =
      object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return text.substr(1, text.size() - 2);
}

Level LevelOf(const rpc::CallRecord& record) {
  if (record.code == "INTERNAL" || record.code == "DATA_LOSS" || record.code == "UNKNOWN") {
    return Level::kError;
  }
  if (record.code == "UNAVAILABLE" || record.code == "RESOURCE_EXHAUSTED") return Level::kWarning;
  return Level::kInfo;
}

// gRPC's own complaints, of handshakes and sockets, in the same form as everything else.
void LogGrpc(gpr_log_func_args* arguments) {
  Log(arguments->severity == GPR_LOG_SEVERITY_ERROR ? Level::kWarning : Level::kDebug, "grpc",
      {{"message", std::string(arguments->message)}});
}

}  // namespace

void StartLog(absl::string_view level, LogFormat format) {
  as_json = format == LogFormat::kJson ||
            (format == LogFormat::kAutomatic && isatty(STDERR_FILENO) == 0);
  spdlog::init_thread_pool(kQueueLines, 1);
  auto logger = std::make_shared<spdlog::async_logger>(
      "tesserad", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_pattern(as_json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                              : "%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                      spdlog::pattern_time_type::utc);
  logger->set_level(spdlog::level::from_str(std::string(level)));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  gpr_set_log_function(LogGrpc);
}

void FinishLog() {
  gpr_set_log_function(nullptr);
  spdlog::shutdown();
}

void Log(Level level, const char* event, const std::vector<LogField>& fields) {
  spdlog::logger* logger = spdlog::default_logger_raw();
  if (logger == nullptr || !logger->should_log(ToSpdlog(level))) return;
  logger->log(ToSpdlog(level),
              spdlog::string_view_t(as_json ? JsonMembers(event, fields) : TextLine(event, fields)));
}

void LogJob(const jobs::Report& report) {
  const std::string job(jobs::NameOf(report.kind));
  if (!report.status.ok()) {
    return Log(Level::kError, "job_failed",
               {{"job", job},
                {"reason", ReasonOf(report.status)},
                {"message", std::string(report.status.message())}});
  }
  if (!report.run) return;
  const storage::JobRun& run = *report.run;
  std::vector<LogField> fields = {{"job", job}, {"accounts", run.accounts}, {"changed", run.changed}};
  if (run.ended_at) fields.emplace_back("took_us", (*run.ended_at - run.started_at).us);
  if (!run.reason.empty()) fields.emplace_back("reason", run.reason);
  Log(run.reason.empty() ? Level::kInfo : Level::kError, "job", fields);
}

void LogCall(const rpc::CallRecord& record) {
  std::vector<LogField> fields = {{"request_id", record.request_id},
                                  {"method", record.method},
                                  {"caller", record.caller},
                                  {"code", record.code},
                                  {"took_us", record.took.us}};
  if (!record.reason.empty()) fields.emplace_back("reason", record.reason);
  if (!record.field.empty()) fields.emplace_back("field", record.field);
  if (!record.fault.empty()) fields.emplace_back("fault", record.fault);
  Log(LevelOf(record), "call", fields);
}

void LogItem(const rpc::ItemRecord& record) {
  std::vector<LogField> fields = {{"request_id", record.request_id},
                                  {"method", record.method},
                                  {"caller", record.caller},
                                  {"item", record.item},
                                  {"reason", record.reason}};
  if (!record.field.empty()) fields.emplace_back("field", record.field);
  fields.emplace_back("message", record.message);
  Log(record.is_fault ? Level::kError : Level::kWarning, "item", fields);
}

}  // namespace tessera::app
