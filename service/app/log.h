// What tesserad writes to standard error: one event a line, JSON or text, never personal data.
#ifndef TESSERA_APP_LOG_H_
#define TESSERA_APP_LOG_H_

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/app/config.h"
#include "tessera/jobs/scheduler.h"
#include "tessera/rpc/call_record.h"

namespace tessera::app {

enum class Level : uint8_t { kDebug, kInfo, kWarning, kError };

using LogField = std::pair<const char*, std::variant<std::string, int64_t>>;

// Sets the log up for the process: a queue and a thread of its own, so that a slow terminal or pipe
// never holds up a call; when the queue is full the oldest lines go.
void StartLog(absl::string_view level, LogFormat format);
// Writes what is queued.
void FinishLog();

// Thread-safe. `event` is a stable snake_case word.
void Log(Level level, const char* event, const std::vector<LogField>& fields);

// One line per run of a job, and per job that failed; none where nothing was due.
void LogJob(const jobs::Report& report);

// One line per call: failures of the service are errors, refusals are not.
void LogCall(const rpc::CallRecord& record);

// One line per item of a batch that went wrong for good, which the call's own line does not tell.
void LogItem(const rpc::ItemRecord& record);

}  // namespace tessera::app

#endif  // TESSERA_APP_LOG_H_
