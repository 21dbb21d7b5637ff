// tessera eval: a program tried on a basket, here, without a service.
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/file.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"
#include "tessera/trial/trial.h"

namespace tessera::cli {
namespace {

struct EvalOptions {
  std::string program;
  std::string basket;
  std::string member;
  std::string at;
  std::string store_id;
  std::string language;
  bool explain = false;
};

absl::StatusOr<trial::TrialInput> ReadInput(const EvalOptions& options) {
  trial::TrialInput input;
  input.at = options.at;
  input.store_id = options.store_id;
  input.language = options.language;
  TESSERA_ASSIGN_OR_RETURN(input.program.text, ReadTextFile(options.program, "--program"));
  input.program.name = options.program;
  TESSERA_ASSIGN_OR_RETURN(input.basket.text, ReadTextFile(options.basket, "--basket"));
  input.basket.name = options.basket;
  if (options.member.empty()) return input;
  input.member.emplace();
  TESSERA_ASSIGN_OR_RETURN(input.member->text, ReadTextFile(options.member, "--member"));
  input.member->name = options.member;
  return input;
}

int Eval(const EvalOptions& options) {
  const absl::StatusOr<trial::TrialInput> input = ReadInput(options);
  if (!input.ok()) {
    Report(input.status());
    return kUsage;
  }
  const trial::TrialResult result = trial::RunTrial(*input, SystemClock().Now());
  if (!result.faults.empty()) {
    for (const trial::TrialFault& fault : result.faults) {
      Print(absl::StrCat(trial::ToText(fault), "\n"));
    }
    Print(absl::StrCat(result.faults.size(), result.faults.size() == 1 ? " fault\n" : " faults\n"));
    return kFaultsFound;
  }
  if (options.explain) {
    Print(result.receipt);
    return kDone;
  }
  return Report(PrintJson(result.evaluation));
}

}  // namespace

void AddEvalCommand(CLI::App& app, Session& session) {
  const auto options = std::make_shared<EvalOptions>();
  CLI::App* eval = app.add_subcommand(
      "eval", "Try a program on a basket, here, without the service: the evaluation as JSON");
  eval->add_option("--program", options->program, "The program, YAML or JSON")->required();
  eval->add_option("--basket", options->basket, "The basket, YAML or JSON")->required();
  eval->add_option("--member", options->member, "The member, YAML or JSON; without: no card");
  eval->add_option("--at", options->at,
                   "When: RFC 3339, or a time of the store's zone such as 2026-03-01T18:30; without: now");
  eval->add_option("--store", options->store_id, "The store, as terminals name it");
  eval->add_option("--language", options->language,
                   "Language of the texts; without: the program's first");
  eval->add_flag("--explain", options->explain, "As a receipt for people instead");
  eval->footer(
      "Examples:\n  tessera eval --program program.yaml --basket basket.yaml\n"
      "  tessera eval --program program.yaml --basket basket.yaml --member member.yaml --explain\n"
      "  tessera eval --program program.yaml --basket basket.yaml --store 12 --at 2026-03-01T18:30");
  eval->callback([&session, options] { session.run = [options] { return Eval(*options); }; });
}

}  // namespace tessera::cli
