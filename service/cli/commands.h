// The whole command line of headquarters.
#ifndef TESSERA_CLI_COMMANDS_H_
#define TESSERA_CLI_COMMANDS_H_

namespace CLI {
class App;
}

namespace tessera::cli {

struct Session;

// Every command, and the options that all of them take. `session` outlives `app`.
void AddCommands(CLI::App& app, Session& session);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_COMMANDS_H_
