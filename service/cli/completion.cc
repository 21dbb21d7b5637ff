#include "tessera/cli/completion.h"

#include <algorithm>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"

namespace tessera::cli {
namespace {

constexpr char kBash[] = R"sh(_tessera() {
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$(tessera --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _tessera tessera
)sh";

constexpr char kZsh[] = R"sh(#compdef tessera
_tessera() {
  local -a found
  found=(${(f)"$(tessera --complete "${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( ${#found} )); then compadd -- $found; else _files; fi
}
compdef _tessera tessera
)sh";

constexpr char kFish[] =
    R"sh(complete -c tessera -a '(tessera --complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
)sh";

const std::map<std::string, const char*>& Scripts() {
  static const auto* const scripts =
      new std::map<std::string, const char*>{{"bash", kBash}, {"zsh", kZsh}, {"fish", kFish}};
  return *scripts;
}

std::vector<CLI::App*> CommandsOf(CLI::App& app) {
  return app.get_subcommands([](CLI::App* command) { return !command->get_name().empty(); });
}

CLI::App* FindCommand(CLI::App& app, const std::string& name) {
  for (CLI::App* command : CommandsOf(app)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

CLI::Option* FindOption(CLI::App* app, const std::string& name) {
  for (; app != nullptr; app = app->get_parent()) {
    if (CLI::Option* const option = app->get_option_no_throw(name)) return option;
  }
  return nullptr;
}

// CLI11 says of a list of values "{table,json}".
std::vector<std::string> ValuesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const size_t open = type.find('{');
  const size_t close = type.find('}', open == std::string::npos ? 0 : open);
  if (open == std::string::npos || close == std::string::npos) return {};
  return absl::StrSplit(type.substr(open + 1, close - open - 1), ',');
}

// Where the words before the last lead: a command, and an option that waits for its value.
struct Place {
  CLI::App* app = nullptr;
  CLI::Option* option = nullptr;
};

Place Follow(CLI::App& root, const std::vector<std::string>& words) {
  Place place{&root, nullptr};
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    // A shell may cut --output=json into three.
    if (word == "=") continue;
    if (place.option != nullptr) {
      place.option = nullptr;
      continue;
    }
    if (absl::StartsWith(word, "-")) {
      CLI::Option* const option = FindOption(place.app, word);
      if (option != nullptr && option->get_items_expected_min() > 0) place.option = option;
      continue;
    }
    CLI::App* const command = FindCommand(*place.app, word);
    if (command != nullptr) place.app = command;
  }
  return place;
}

void AddOptions(CLI::App* app, std::vector<std::string>* found) {
  for (; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option :
         app->get_options([](const CLI::Option* o) { return o->nonpositional(); })) {
      for (const std::string& name : option->get_lnames()) {
        found->push_back(absl::StrCat("--", name));
      }
    }
  }
}

std::vector<std::string> Possible(CLI::App& root, const std::vector<std::string>& words) {
  const Place place = Follow(root, words);
  if (place.option != nullptr) return ValuesOf(*place.option);
  std::vector<std::string> found;
  if (absl::StartsWith(words.back(), "-")) {
    AddOptions(place.app, &found);
    return found;
  }
  for (const CLI::App* command : CommandsOf(*place.app)) found.push_back(command->get_name());
  for (const CLI::Option* option :
       place.app->get_options([](const CLI::Option* o) { return o->get_positional(); })) {
    const std::vector<std::string> values = ValuesOf(*option);
    found.insert(found.end(), values.begin(), values.end());
  }
  return found;
}

}  // namespace

std::vector<std::string> Completions(CLI::App& app, const std::vector<std::string>& words) {
  if (words.empty()) return {};
  const std::string& begun = words.back() == "=" ? std::string() : words.back();
  std::vector<std::string> found = Possible(app, words);
  found.erase(std::remove_if(found.begin(), found.end(),
                             [&](const std::string& word) { return !absl::StartsWith(word, begun); }),
              found.end());
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void AddCompletionCommand(CLI::App& app, Session& session) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("completion", "Print the script that lets a shell complete commands");
  command->footer("Examples:\n  tessera completion bash > /etc/bash_completion.d/tessera\n"
                  "  source <(tessera completion bash)\n"
                  "  tessera completion fish > ~/.config/fish/completions/tessera.fish");
  command->add_option("SHELL", *shell, "Which")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&session, shell] {
    session.run = [shell] {
      Print(Scripts().at(*shell));
      return kDone;
    };
  });
}

}  // namespace tessera::cli
