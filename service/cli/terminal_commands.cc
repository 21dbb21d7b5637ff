// How terminals are doing, for headquarters.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/words.h"
#include "tessera/v1/store_service.grpc.pb.h"

namespace tessera::cli {
namespace {

struct Question {
  std::string store_id;
  std::string region;
  std::string terminal_id;
  bool trouble = false;
  bool check = false;
  Language language = Language::kEnglish;
};

using OnTerminal =
    absl::FunctionRef<absl::Status(const v1::TerminalState& terminal, Instant as_of)>;

absl::Status ForEach(const Client& client, const Question& question, OnTerminal on_terminal) {
  v1::ListTerminalsRequest request;
  request.set_store_id(question.store_id);
  request.set_region(question.region);
  request.set_only_in_trouble(question.trouble);
  request.set_page_size(1'000);
  do {
    v1::ListTerminalsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::StoreService>(&v1::StoreService::Stub::ListTerminals,
                                                          request, &response));
    for (const v1::TerminalState& terminal : response.terminals()) {
      TESSERA_RETURN_IF_ERROR(on_terminal(terminal, Instant{response.as_of_us()}));
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

Cell TroublesCell(const v1::TerminalState& terminal, Language language) {
  std::vector<std::string> words;
  for (const std::string& trouble : terminal.troubles()) {
    words.push_back(TroubleWords(trouble, language));
  }
  return Cell(absl::StrJoin(words, "; "), absl::StrJoin(terminal.troubles(), " "));
}

Cell SeenCell(const v1::TerminalState& terminal, Instant as_of) {
  const std::string plain = TimeCell(terminal.last_seen_us()).plain;
  return Cell(terminal.watching() ? "now" : AgoWords(terminal.last_seen_us(), as_of), plain);
}

Cell VersionCell(const v1::TerminalState& terminal) {
  const int64_t version = terminal.report().program_version();
  if (!terminal.has_report()) return "";
  const bool old = version != terminal.expected_version();
  return Cell(absl::StrCat(version, old ? absl::StrCat(" (not ", terminal.expected_version(), ")") : ""),
              absl::StrCat(version));
}

// What it last said of itself; nothing where it said nothing.
Cell ReportedCell(const v1::TerminalState& terminal, int64_t number) {
  return terminal.has_report() ? NumberCell(number) : Cell("");
}
Cell SpanCell(const v1::TerminalState& terminal, int64_t seconds) {
  if (!terminal.has_report() || seconds < 0) return "";
  return Cell(SpanWords(seconds), absl::StrCat(seconds));
}

int List(const Session& session, const Question& question) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"STORE"}, {"TERMINAL"}, {"PLUGIN"}, {"PROGRAM", true}, {"QUEUE", true},
                        {"OLDEST", true}, {"SNAPSHOT", true}, {"SEEN", true}, {"TROUBLE"}});
    bool in_trouble = false;
    TESSERA_RETURN_IF_ERROR(
        ForEach(client, question, [&](const v1::TerminalState& terminal, Instant as_of) {
          const v1::TerminalReport& report = terminal.report();
          in_trouble = in_trouble || terminal.troubles_size() > 0;
          return rows.Add({terminal.store_id(), terminal.terminal_id(), report.plugin_version(),
                           VersionCell(terminal), ReportedCell(terminal, report.outbox_records()),
                           SpanCell(terminal, report.outbox_age_seconds()),
                           SpanCell(terminal, report.snapshot_age_seconds()),
                           SeenCell(terminal, as_of), TroublesCell(terminal, question.language)},
                          terminal);
        }));
    rows.Finish();
    return question.check && in_trouble ? kFaultsFound : kDone;
  });
}

absl::Status PrintTerminal(const Session& session, const Question& question,
                           const v1::TerminalState& terminal, Instant as_of) {
  const v1::TerminalReport& report = terminal.report();
  std::vector<Fact> facts = {
      {"store", terminal.store_id()},
      {"terminal", terminal.terminal_id()},
      {"registered", YesCell(terminal.registered())},
      {"watching", YesCell(terminal.watching())},
      {"seen", SeenCell(terminal, as_of)},
      {"plugin", report.plugin_version()},
      {"program", VersionCell(terminal)},
      {"queue", ReportedCell(terminal, report.outbox_records())},
      {"oldest", SpanCell(terminal, report.outbox_age_seconds())},
      {"snapshot", SpanCell(terminal, report.snapshot_age_seconds())},
      {"parked", ReportedCell(terminal, report.parked_records())},
      {"trouble", TroublesCell(terminal, question.language)}};
  for (const v1::ParkedRecord& parked : report.parked()) {
    facts.push_back({absl::StrCat("parked ", parked.sequence()),
                     absl::StrCat(parked.subject_id(), " ", parked.reason())});
  }
  return PrintFacts(session, facts, terminal);
}

int Show(const Session& session, const Question& question) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    bool found = false;
    TESSERA_RETURN_IF_ERROR(
        ForEach(client, question, [&](const v1::TerminalState& terminal, Instant as_of) {
          if (terminal.terminal_id() != question.terminal_id) return absl::OkStatus();
          found = true;
          return PrintTerminal(session, question, terminal, as_of);
        }));
    if (found) return kDone;
    return NotFound("TERMINAL_UNKNOWN", "TERMINAL",
                    "the list has no such terminal; `tessera terminal list` shows those there are");
  });
}

struct Naming {
  std::string store_id;
  std::vector<std::string> terminal_ids;
  Change change;
};

int Register(const Session& session, const Naming& naming) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::RegisterTerminalsRequest request;
    for (const std::string& terminal_id : naming.terminal_ids) {
      v1::TerminalName& name = *request.add_terminals();
      name.set_store_id(naming.store_id);
      name.set_terminal_id(terminal_id);
    }
    v1::RegisterTerminalsResponse response;
    TESSERA_RETURN_IF_ERROR(SendChange<v1::StoreService>(
        client, naming.change, &v1::StoreService::Stub::RegisterTerminals, request, &response));
    TESSERA_RETURN_IF_ERROR(PrintFacts(
        session, {{"store", naming.store_id}, {"added", NumberCell(response.added())}}, response));
    return kDone;
  });
}

int Remove(const Session& session, const Naming& naming) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    const std::string& terminal_id = naming.terminal_ids.front();
    TESSERA_RETURN_IF_ERROR(
        Confirm(naming.change, absl::StrCat("Take ", naming.store_id, "/", terminal_id,
                                            " off the list until it calls again?")));
    v1::RemoveTerminalRequest request;
    request.mutable_terminal()->set_store_id(naming.store_id);
    request.mutable_terminal()->set_terminal_id(terminal_id);
    request.set_comment(naming.change.comment);
    v1::RemoveTerminalResponse response;
    TESSERA_RETURN_IF_ERROR(SendChange<v1::StoreService>(
        client, naming.change, &v1::StoreService::Stub::RemoveTerminal, request, &response));
    TESSERA_RETURN_IF_ERROR(
        PrintFacts(session, {{"store", naming.store_id}, {"removed", terminal_id}}, response));
    return kDone;
  });
}

void AddQuestions(CLI::App& terminal, Session& session) {
  const auto question = std::make_shared<Question>();
  CLI::App* list = terminal.add_subcommand("list", "How terminals are doing");
  list->add_option("--store", question->store_id, "Of one store only");
  list->add_option("--region", question->region, "Of one region only");
  list->add_flag("--trouble", question->trouble, "Those in trouble only");
  list->add_flag("--check", question->check, "Exit with 1 if any is in trouble");
  AddLanguage(*list, question->language);
  list->footer("Examples:\n  tessera terminal list --region Moscow\n  tessera terminal list --trouble\n"
               "  tessera terminal list --check");
  list->callback([&session, question] {
    session.run = [&session, question] { return List(session, *question); };
  });

  const auto one = std::make_shared<Question>();
  CLI::App* show = terminal.add_subcommand("show", "One terminal, with the records it parked");
  show->add_option("STORE", one->store_id, "Its store")->required();
  show->add_option("TERMINAL", one->terminal_id, "Which")->required();
  AddLanguage(*show, one->language);
  show->footer("Examples:\n  tessera terminal show msk-1 till-3");
  show->callback([&session, one] {
    session.run = [&session, one] { return Show(session, *one); };
  });
}

}  // namespace

void AddTerminalCommands(CLI::App& app, Session& session) {
  CLI::App* terminal = app.add_subcommand("terminal", "See terminals, and name those that are expected");
  terminal->require_subcommand(1);
  AddQuestions(*terminal, session);

  const auto naming = std::make_shared<Naming>();
  CLI::App* add = terminal->add_subcommand(
      "register", "Expect terminals, so that one that never calls is seen");
  add->add_option("STORE", naming->store_id, "Their store")->required();
  add->add_option("TERMINAL", naming->terminal_ids, "Which")->required();
  AddChangeId(*add, naming->change);
  add->footer("Examples:\n  tessera terminal register msk-1 till-1 till-2 till-3");
  add->callback([&session, naming] {
    session.run = [&session, naming] { return Register(session, *naming); };
  });

  const auto removing = std::make_shared<Naming>();
  CLI::App* remove = terminal->add_subcommand("remove", "Take one off the list until it calls again");
  remove->add_option("STORE", removing->store_id, "Its store")->required();
  remove->add_option("TERMINAL", removing->terminal_ids, "Which")->required()->expected(1);
  AddChangeId(*remove, removing->change);
  AddComment(*remove, removing->change, /*required=*/false);
  AddYes(*remove, removing->change);
  remove->footer("Examples:\n  tessera terminal remove msk-1 till-3 --comment \"sold\"");
  remove->callback([&session, removing] {
    session.run = [&session, removing] { return Remove(session, *removing); };
  });
}

}  // namespace tessera::cli
