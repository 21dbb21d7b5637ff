// What a shell offers when TAB is pressed.
#ifndef TESSERA_CLI_COMPLETION_H_
#define TESSERA_CLI_COMPLETION_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace CLI {
class App;
}

namespace tessera::cli {

struct Session;

// What may stand in the place of the last of `words` (those behind "tessera"; the last may be empty):
// commands, options, values of an option that has a list of them. Empty where anything may, a file for
// one.
std::vector<std::string> Completions(CLI::App& app, const std::vector<std::string>& words);

// `tessera completion SHELL`: the script that asks `tessera --complete WORDS...`.
void AddCompletionCommand(CLI::App& app, Session& session);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_COMPLETION_H_
