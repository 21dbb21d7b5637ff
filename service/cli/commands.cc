#include "tessera/cli/commands.h"

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "tessera/cli/completion.h"
#include "tessera/cli/session.h"

namespace tessera::cli {
namespace {

constexpr char kFooter[] = R"(Examples:
  tessera program check program.yaml
  tessera eval --program program.yaml --basket basket.yaml --member member.yaml --explain
  tessera --server loyalty.example:7443 --ca ca.crt --cert hq-anna.crt --key hq-anna.key \
      program publish program.yaml
  tessera member import members.csv
  tessera member history --card 2977000000010
  tessera ledger verify
  tessera jobs
  tessera backup monday.db
Exit codes: 0 done; 1 done, and faults were found (a bad program or basket, failed rows, a ledger that is
not whole, a service that is stopping, a target missed with --check); 2 wrong command line, unreadable
file, or not confirmed: nothing was sent; 3 the service refused; 4 the service did not answer; 5 done, at
least in part, but what it answered could not be written whole: do not ask for the same change again;
130 interrupted.)";

const std::map<std::string, Output>& Outputs() {
  static const auto* const outputs = new std::map<std::string, Output>{{"table", Output::kTable},
                                                                       {"json", Output::kJson},
                                                                       {"jsonl", Output::kJsonLines},
                                                                       {"csv", Output::kCsv}};
  return *outputs;
}

void AddConnectionOptions(CLI::App& app, Session& session) {
  ConnectionOptions& connection = session.connection;
  app.add_option("--server", connection.server, "host:port of the service")
      ->envname("TESSERA_SERVER")
      ->capture_default_str();
  app.add_option("--ca", connection.ca_file, "Certificate of the chain's authority (PEM)")
      ->envname("TESSERA_CA");
  app.add_option("--cert", connection.certificate_file, "Your certificate (PEM)")
      ->envname("TESSERA_CERT");
  app.add_option("--key", connection.key_file, "Your private key (PEM)")->envname("TESSERA_KEY");
  app.add_option("--server-name", connection.server_name,
                 "Name in the service's certificate, where it differs from --server")
      ->envname("TESSERA_SERVER_NAME");
  app.add_flag("--insecure", connection.insecure,
               "Plain text; for a service on this machine that allows it")
      ->envname("TESSERA_INSECURE");
  app.add_option("--timeout", connection.timeout_seconds, "Seconds to wait for an answer")
      ->envname("TESSERA_TIMEOUT")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--output", [&session](const std::string& format) { session.output = Outputs().at(format); },
         "table; json: one document with the field names of the API; jsonl: one object a line; csv")
      ->envname("TESSERA_OUTPUT")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}));
  app.add_flag_callback("--no-header", [&session] { session.header = false; },
                        "Tables and CSV without their first line");
  app.add_flag("--progress", session.progress, "Show progress also where no terminal looks");
}

}  // namespace

void AddCommands(CLI::App& app, Session& session) {
  app.require_subcommand(1);
  app.fallthrough();
  AddConnectionOptions(app, session);
  AddProgramCommands(app, session);
  AddEvalCommand(app, session);
  AddMemberCommands(app, session);
  AddVoucherCommands(app, session);
  AddSaleCommands(app, session);
  AddRefundCommands(app, session);
  AddSurveyCommands(app, session);
  AddStoreCommands(app, session);
  AddTerminalCommands(app, session);
  AddActsCommand(app, session);
  AddLedgerCommands(app, session);
  AddOperatorCommands(app, session);
  AddFeedCommands(app, session);
  AddInsightCommands(app, session);
  AddSegmentCommands(app, session);
  AddImportCommand(app, session);
  AddExportCommand(app, session);
  AddStatusCommand(app, session);
  AddCompletionCommand(app, session);
  // Last: commands would take it for their own.
  app.footer(kFooter);
}

}  // namespace tessera::cli
