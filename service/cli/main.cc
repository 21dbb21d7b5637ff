// tessera: the command line of headquarters. What talks to a service uses nothing but the public gRPC
// API; `eval` and `program check` need no service.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <sys/stat.h>

#include "tessera/cli/commands.h"
#include "tessera/cli/completion.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"

namespace {

// What a refused or unsent request did not say is not missed.
int AfterOutput(int exit_code) {
  std::cout.flush();
  const absl::Status written = tessera::cli::FlushOutput();
  if (written.ok() || (exit_code != tessera::cli::kDone && exit_code != tessera::cli::kFaultsFound)) {
    return exit_code;
  }
  return tessera::cli::Report(written);
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
  tessera::cli::Session session;
  tessera::cli::AddCommands(app, session);
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
    return AfterOutput(app.exit(error) == 0 ? tessera::cli::kDone : tessera::cli::kUsage);
  }
  return AfterOutput(session.run());
}
