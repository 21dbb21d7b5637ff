#include <algorithm>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/file.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"
#include "tessera/program/read_program.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {
namespace {

std::string Shown(const std::string& path, const program::ProgramFault& fault, bool warning) {
  if (!warning) return absl::StrCat(path, ":", program::ToText(fault), "\n");
  program::ProgramFault marked = fault;
  marked.reason = absl::StrCat("warning: ", fault.reason);
  return absl::StrCat(path, ":", program::ToText(marked), "\n");
}

std::string Counted(size_t count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

// The program in the file; nullopt, with every fault printed, where it has any. Warnings are printed.
std::optional<v1::Program> ReadOrExplain(const std::string& path, int* exit_code) {
  const absl::StatusOr<std::string> text = ReadTextFile(path, "FILE");
  if (!text.ok()) {
    Report(text.status());
    *exit_code = kUsage;
    return std::nullopt;
  }
  program::ReadProgramResult read = program::ReadProgram(*text, SystemClock().Now());
  for (const program::ProgramFault& fault : read.faults) Print(Shown(path, fault, false));
  for (const program::ProgramFault& warning : read.warnings) Print(Shown(path, warning, true));
  if (read.faults.empty()) return std::move(read.program);
  Print(absl::StrCat(path, ": ", Counted(read.faults.size(), "fault"), "\n"));
  *exit_code = kFaultsFound;
  return std::nullopt;
}

// The worst of the files' exit codes.
int Check(const std::vector<std::string>& paths) {
  int worst = kDone;
  for (const std::string& path : paths) {
    int exit_code = kDone;
    const std::optional<v1::Program> program = ReadOrExplain(path, &exit_code);
    worst = std::max(worst, exit_code);
    if (!program.has_value()) continue;
    Print(absl::StrCat(path, ": good (", program->offers_size(), " offers, ", program->sets_size(),
                       " sets, ", program->tiers_size(), " tiers)\n"));
  }
  return worst;
}

int Publish(const Session& session, const std::string& path) {
  int exit_code = kDone;
  const std::optional<v1::Program> program = ReadOrExplain(path, &exit_code);
  if (!program.has_value()) return exit_code;
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::PublishProgramRequest request;
    *request.mutable_program() = *program;
    v1::PublishProgramResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::ProgramService>(
        &v1::ProgramService::Stub::PublishProgram, request, &response));
    if (session.json) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
    } else {
      const v1::ProgramVersion& version = response.version();
      Print(absl::StrCat("version ", version.version(), " of ", program->program_id(),
                         " is live, published ", TimeText(version.published_at_us()), "\n"));
    }
    return kDone;
  });
}

std::string NameOf(const v1::Text& text, const v1::Program& program) {
  const auto& names = text.by_language();
  const auto found = program.languages_size() > 0 ? names.find(program.languages(0)) : names.end();
  return found == names.end() ? "" : found->second;
}

const char* NameOf(const v1::Effect& effect) {
  switch (effect.effect_case()) {
    case v1::Effect::kPercentOff: return "percent off";
    case v1::Effect::kAmountOff: return "amount off";
    case v1::Effect::kFixedPrice: return "fixed price";
    case v1::Effect::kBundlePrice: return "bundle price";
    case v1::Effect::kBuyGet: return "buy and get";
    case v1::Effect::kGift: return "gift";
    case v1::Effect::kPointsPrice: return "price in points";
    case v1::Effect::kEarnPerMoney: return "points for money";
    case v1::Effect::kEarnPerUnit: return "points for units";
    case v1::Effect::kEarnFixed: return "points";
    case v1::Effect::kEarnMultiplier: return "points multiplied";
    case v1::Effect::kStamps: return "stamps";
    case v1::Effect::kIssueCoupon: return "coupon for later";
    case v1::Effect::kMessage: return "message";
    case v1::Effect::EFFECT_NOT_SET: break;
  }
  return "";
}

std::string EffectsOf(const v1::Offer& offer) {
  std::vector<std::string> names;
  for (const v1::Effect& effect : offer.effects()) names.push_back(NameOf(effect));
  return absl::StrJoin(names, ", ");
}

void PrintProgram(const v1::ProgramVersion& version) {
  const v1::Program& program = version.program();
  Print(absl::StrCat("program    ", program.program_id(), "\nversion    ", version.version(),
                     "\npublished  ", TimeText(version.published_at_us()), "\ncurrency   ",
                     program.currency_code(), "\ndigest     ", version.digest(), "\n\n"));
  Table offers({"OFFER", "NAME", "GIVES", "PRIORITY"});
  offers.AlignRight({3});
  for (const v1::Offer& offer : program.offers()) {
    offers.Add({offer.offer_id(), NameOf(offer.name(), program), EffectsOf(offer),
                absl::StrCat(offer.priority())});
  }
  Print(offers.ToText());
}

int Show(const Session& session, int64_t number) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetProgramRequest request;
    request.set_version(number);
    v1::GetProgramResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::ProgramService>(
        &v1::ProgramService::Stub::GetProgram, request, &response));
    if (session.json) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
    } else {
      PrintProgram(response.version());
    }
    return kDone;
  });
}

}  // namespace

void AddProgramCommands(CLI::App& app, Session& session) {
  CLI::App* program = app.add_subcommand("program", "Check, publish and show the loyalty program");
  program->require_subcommand(1);

  const auto file = std::make_shared<std::string>();
  const auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* check = program->add_subcommand(
      "check", "Look for every fault in program files, here, without the service; also warns of what "
               "is allowed and probably not meant");
  check->add_option("FILE", *files, "Programs, YAML or JSON")->required();
  check->callback([&session, files] { session.run = [files] { return Check(*files); }; });

  CLI::App* publish = program->add_subcommand("publish", "Make a program file the live program");
  publish->add_option("FILE", *file, "The program, YAML or JSON")->required();
  publish->callback([&session, file] {
    session.run = [&session, file] { return Publish(session, *file); };
  });

  const auto number = std::make_shared<int64_t>(0);
  CLI::App* show = program->add_subcommand("show", "Show a version");
  show->add_option("--version", *number, "Which; the live one if left out");
  show->callback([&session, number] {
    session.run = [&session, number] { return Show(session, *number); };
  });
}

}  // namespace tessera::cli
