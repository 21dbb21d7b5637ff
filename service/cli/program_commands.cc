#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/file.h"
#include "tessera/cli/output.h"
#include "tessera/cli/program_life.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/program/read_program.h"
#include "tessera/program/write_program.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {
namespace {

// What is wrong with a file; `warning` stops nothing.
struct Finding {
  std::string path;
  program::ProgramFault fault;
  bool warning = false;
};

std::string Shown(const Finding& finding) {
  program::ProgramFault marked = finding.fault;
  if (finding.warning) marked.reason = absl::StrCat("warning: ", marked.reason);
  return absl::StrCat(finding.path, ":", program::ToText(marked), "\n");
}

std::string Counted(size_t count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

// Everything that is to be said of one file, for people; gives the exit code.
int CheckOne(const Session& session, const std::string& path, std::vector<Finding>* findings) {
  const absl::StatusOr<std::string> text = ReadTextFile(path, "FILE");
  if (!text.ok()) {
    Report(text.status());
    return kUsage;
  }
  const program::ReadProgramResult read = program::ReadProgram(*text, SystemClock().Now());
  for (const auto& fault : read.faults) findings->push_back({path, fault, false});
  for (const auto& warning : read.warnings) findings->push_back({path, warning, true});
  const int exit_code = read.faults.empty() ? kDone : kFaultsFound;
  if (session.output != Output::kTable) return exit_code;
  for (const Finding& finding : *findings) Print(Shown(finding));
  findings->clear();
  const v1::Program& program = read.program;
  Print(read.faults.empty()
            ? absl::StrCat(path, ": good (", program.offers_size(), " offers, ", program.sets_size(),
                           " sets, ", program.tiers_size(), " tiers)\n")
            : absl::StrCat(path, ": ", Counted(read.faults.size(), "fault"), "\n"));
  return exit_code;
}

// The worst of the files' exit codes.
int Check(const Session& session, const std::vector<std::string>& paths) {
  int worst = kDone;
  std::vector<Finding> findings;
  for (const std::string& path : paths) {
    worst = std::max(worst, CheckOne(session, path, &findings));
  }
  if (session.output == Output::kTable) return worst;
  Rows rows(session, {{"FILE"}, {"LINE", true}, {"FIELD"}, {"REASON"}, {"MESSAGE"}, {"WARNING"}});
  for (const Finding& finding : findings) {
    v1::ProgramFault message;
    message.set_field(finding.fault.path);
    message.set_reason(finding.fault.reason);
    message.set_message(absl::StrCat(finding.path, ":", finding.fault.line, ": ",
                                     finding.warning ? "warning: " : "", finding.fault.message));
    const absl::Status added =
        rows.Add({finding.path, NumberCell(finding.fault.line), finding.fault.path,
                  finding.fault.reason, finding.fault.message, YesCell(finding.warning)},
                 message);
    if (!added.ok()) return Report(added);
  }
  rows.Finish();
  return worst;
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

int Show(const Session& session, int64_t number, bool yaml) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetProgramRequest request;
    request.set_version(number);
    v1::GetProgramResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::ProgramService>(
        &v1::ProgramService::Stub::GetProgram, request, &response));
    if (yaml) {
      Print(program::WriteProgram(response.version().program()));
    } else if (session.output == Output::kJson || session.output == Output::kJsonLines) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
    } else {
      PrintProgram(response.version());
    }
    return kDone;
  });
}

}  // namespace

void AddProgramCommands(CLI::App& app, Session& session) {
  CLI::App* program = app.add_subcommand(
      "program", "Write, try out, publish and take back the loyalty program");
  program->require_subcommand(1);

  const auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* check = program->add_subcommand(
      "check", "Look for every fault in program files, here, without the service; also warns of what "
               "is allowed and probably not meant");
  check->add_option("FILE", *files, "Programs, YAML or JSON")->required();
  check->footer("Examples:\n  tessera program check program.yaml\n"
                "  tessera --output json program check summer.yaml winter.yaml\n"
                "Exit code 1 if one of them has faults.");
  check->callback(
      [&session, files] { session.run = [&session, files] { return Check(session, *files); }; });

  const auto number = std::make_shared<int64_t>(0);
  const auto yaml = std::make_shared<bool>(false);
  CLI::App* show = program->add_subcommand("show", "Show a version");
  show->add_option("--version", *number, "Which; the live one if left out");
  show->add_flag("--yaml", *yaml, "As a document to go on writing at");
  show->footer("Examples:\n  tessera program show\n"
               "  tessera program show --version 7 --yaml > program.yaml");
  show->callback([&session, number, yaml] {
    session.run = [&session, number, yaml] { return Show(session, *number, *yaml); };
  });

  AddProgramDrafts(*program, session);
  AddProgramLists(*program, session);
  AddProgramTry(*program, session);
  AddProgramPublish(*program, session);
}

}  // namespace tessera::cli
