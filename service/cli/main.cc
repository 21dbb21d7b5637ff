// tessera: the command line of headquarters. What talks to a service uses nothing but the public gRPC
// API; `eval` and `program check` need no service.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <sys/stat.h>

#include "tessera/cli/completion.h"
#include "tessera/cli/session.h"

namespace {

using tessera::cli::Output;
using tessera::cli::Session;

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
file, or not confirmed: nothing was sent; 3 the service refused; 4 the service did not answer; 130
interrupted.)";

const std::map<std::string, Output>& Outputs() {
  static const auto* const outputs = new std::map<std::string, Output>{{"table", Output::kTable},
                                                                       {"json", Output::kJson},
                                                                       {"jsonl", Output::kJsonLines},
                                                                       {"csv", Output::kCsv}};
  return *outputs;
}

void AddConnectionOptions(CLI::App& app, Session& session) {
  tessera::cli::ConnectionOptions& connection = session.connection;
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

int main(int argc, char** argv) {
  // Names are looked up as every other program on this machine does, /etc/hosts and nsswitch.conf
  // included. Before the first use of gRPC, which reads it once.
  setenv("GRPC_DNS_RESOLVER", "native", 0);
  // Exports, refused rows and cursors are of whoever asked for them, and may name people.
  umask(S_IRWXG | S_IRWXO);
  CLI::App app("Tessera for headquarters: programs, members, sales and the ledger.", "tessera");
  app.set_version_flag("--version", "tessera " TESSERA_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  Session session;
  AddConnectionOptions(app, session);
  tessera::cli::AddProgramCommands(app, session);
  tessera::cli::AddEvalCommand(app, session);
  tessera::cli::AddMemberCommands(app, session);
  tessera::cli::AddVoucherCommands(app, session);
  tessera::cli::AddSaleCommands(app, session);
  tessera::cli::AddRefundCommands(app, session);
  tessera::cli::AddSurveyCommands(app, session);
  tessera::cli::AddStoreCommands(app, session);
  tessera::cli::AddTerminalCommands(app, session);
  tessera::cli::AddActsCommand(app, session);
  tessera::cli::AddLedgerCommands(app, session);
  tessera::cli::AddOperatorCommands(app, session);
  tessera::cli::AddFeedCommands(app, session);
  tessera::cli::AddInsightCommands(app, session);
  tessera::cli::AddSegmentCommands(app, session);
  tessera::cli::AddImportCommand(app, session);
  tessera::cli::AddExportCommand(app, session);
  tessera::cli::AddStatusCommand(app, session);
  tessera::cli::AddCompletionCommand(app, session);
  // Last: commands would take it for their own.
  app.footer(kFooter);
  if (argc > 1 && std::string_view(argv[1]) == "--complete") {
    for (const std::string& word :
         tessera::cli::Completions(app, std::vector<std::string>(argv + 2, argv + argc))) {
      std::puts(word.c_str());
    }
    return tessera::cli::kDone;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(tessera::cli::kUsage);
  }
  const int exit_code = session.run();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  std::fputs("tessera: what it said could not be written whole\n", stderr);
  return tessera::cli::kUsage;
}
