#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"

namespace tessera::cli {

void AddStatusCommand(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("status", "Ask whether the service serves; exit code 0 if it does");
  command->footer("Examples:\n  tessera status\n  tessera --server loyalty.example:7443 --timeout 3 status");
  command->callback([&session] {
    session.run = [&session] {
      return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
        const absl::StatusOr<bool> serving = client.IsServing();
        if (!serving.ok()) return serving.status();
        switch (session.output) {
          case Output::kTable:
            Print(absl::StrCat(client.server(), *serving ? " serves\n" : " is stopping\n"));
            break;
          case Output::kCsv:
            Print(absl::StrCat(session.header ? "serving\r\n" : "", *serving ? "true" : "false",
                               "\r\n"));
            break;
          default:
            Print(absl::StrCat("{\"serving\": ", *serving ? "true" : "false", "}\n"));
        }
        return *serving ? kDone : kFaultsFound;
      });
    };
  });
}

}  // namespace tessera::cli
