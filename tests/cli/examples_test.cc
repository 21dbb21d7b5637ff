// What --help shows people to type.
#include <algorithm>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/test/unit_test.hpp>

#include "tessera/cli/commands.h"
#include "tessera/cli/session.h"

namespace tessera::cli {
namespace {

struct CommandLine {
  CommandLine() { AddCommands(app, session); }

  Session session;
  CLI::App app{"", "tessera"};
};

std::vector<CLI::App*> CommandsOf(CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_name().empty(); });
}

// Each command that can be typed as it is, with the words that lead to it.
void ForEachCommand(CLI::App& app, const std::string& path,
                    const std::function<void(const std::string&, CLI::App&)>& visit) {
  for (CLI::App* const command : CommandsOf(app)) {
    const std::string words = path + " " + command->get_name();
    if (command->get_require_subcommand_min() == 0) visit(words, *command);
    ForEachCommand(*command, words, visit);
  }
}

// The lines below "Examples:".
std::vector<std::string> ExamplesOf(const std::string& footer) {
  std::vector<std::string> examples;
  const size_t begin = footer.find("Examples:\n");
  if (begin == std::string::npos) return examples;
  std::istringstream lines(footer.substr(begin));
  for (std::string line; std::getline(lines, line);) {
    while (!line.empty() && line.back() == '\\') {
      std::string next;
      std::getline(lines, next);
      line = line.substr(0, line.size() - 1) + next;
    }
    if (line.rfind("  ", 0) == 0) examples.push_back(line.substr(2));
  }
  return examples;
}

// As a shell splits it, up to where it would send the output; quotes are double ones.
std::vector<std::string> WordsOf(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool begun = false;
  const auto end = [&] {
    if (begun) words.push_back(word);
    word.clear();
    begun = false;
  };
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      begun = true;
    } else if (!quoted && (c == '|' || c == '>')) {
      break;
    } else if (!quoted && c == ' ') {
      end();
    } else {
      word.push_back(c);
      begun = true;
    }
  }
  end();
  return words;
}

BOOST_FIXTURE_TEST_SUITE(examples, CommandLine)

BOOST_AUTO_TEST_CASE(every_command_that_is_typed_has_an_example_of_its_own) {
  int commands = 0;
  ForEachCommand(app, "", [&](const std::string& words, CLI::App& command) {
    ++commands;
    const std::vector<std::string> examples = ExamplesOf(command.get_footer());
    BOOST_TEST(std::any_of(examples.begin(), examples.end(),
                           [&](const std::string& example) {
                             return (example + " ").find(words + " ") != std::string::npos;
                           }),
               "tessera" << words << " --help has no \"Examples:\" with" << words);
  });
  BOOST_TEST(commands > 70);
}

BOOST_AUTO_TEST_CASE(every_example_is_understood_as_it_stands) {
  std::vector<std::string> lines = ExamplesOf(app.get_footer());
  BOOST_TEST(lines.size() > 5U);
  ForEachCommand(app, "", [&](const std::string&, CLI::App& command) {
    const std::vector<std::string> examples = ExamplesOf(command.get_footer());
    lines.insert(lines.end(), examples.begin(), examples.end());
  });
  for (const std::string& line : lines) {
    std::vector<std::string> words = WordsOf(line);
    // What a shell reads of the completion's script.
    if (words.front() == "source") continue;
    BOOST_TEST(words.front() == "tessera", line);
    CommandLine typed;
    // CLI11 takes them from the back.
    words.erase(words.begin());
    std::reverse(words.begin(), words.end());
    try {
      typed.app.parse(std::move(words));
      BOOST_TEST(static_cast<bool>(typed.session.run), line);
    } catch (const CLI::ParseError& error) {
      BOOST_ERROR(line << ": " << error.what());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::cli
