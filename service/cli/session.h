// What all commands share: how to reach the service, how to print, and what each exit code means.
#ifndef TESSERA_CLI_SESSION_H_
#define TESSERA_CLI_SESSION_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/cli/client.h"

namespace CLI {
class App;
}

namespace tessera::cli {

enum ExitCode : int {
  kDone = 0,
  kFaultsFound = 1,   // it worked, and the answer is bad: faults, failed rows, not serving
  kUsage = 2,         // the command line or a file is wrong; nothing was sent
  kRefused = 3,       // the service said no
  kUnreachable = 4,   // no answer from the service
  kUnwritten = 5,     // it was done, at least in part, and what it had to say could not be written
  kInterrupted = 130,
};

enum class Output : uint8_t { kTable, kJson, kJsonLines, kCsv };

struct Session {
  ConnectionOptions connection;
  Output output = Output::kTable;
  bool header = true;      // of tables and CSV
  bool progress = false;   // also where standard error is no terminal
  // The command that was chosen; returns the exit code.
  std::function<int()> run;
};

// Prints reason, field and what to do next to standard error; gives the exit code: kRefused only for what
// the service said, kUnwritten for what Unwritten (see output.h) made.
int Report(const absl::Status& status);

// Runs `work` with a client, and reports its error if it fails.
int WithClient(const Session& session, const std::function<absl::StatusOr<int>(const Client&)>& work);

// Each adds its commands to `app`; `session` outlives it.
void AddProgramCommands(CLI::App& app, Session& session);
void AddEvalCommand(CLI::App& app, Session& session);
void AddMemberCommands(CLI::App& app, Session& session);
void AddMemberImport(CLI::App& member, Session& session);
void AddMemberChanges(CLI::App& member, Session& session);
void AddMemberCare(CLI::App& member, Session& session);
void AddMemberQuality(CLI::App& member, Session& session);
void AddVoucherCommands(CLI::App& app, Session& session);
void AddSaleCommands(CLI::App& app, Session& session);
void AddRefundCommands(CLI::App& app, Session& session);
void AddSurveyCommands(CLI::App& app, Session& session);
void AddStoreCommands(CLI::App& app, Session& session);
void AddTerminalCommands(CLI::App& app, Session& session);
void AddActsCommand(CLI::App& app, Session& session);
void AddLedgerCommands(CLI::App& app, Session& session);
void AddOperatorCommands(CLI::App& app, Session& session);
void AddFeedCommands(CLI::App& app, Session& session);
void AddInsightCommands(CLI::App& app, Session& session);
void AddInsightForecast(CLI::App& insight, Session& session);
void AddSegmentCommands(CLI::App& app, Session& session);
void AddImportCommand(CLI::App& app, Session& session);
void AddExportCommand(CLI::App& app, Session& session);
void AddStatusCommand(CLI::App& app, Session& session);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_SESSION_H_
