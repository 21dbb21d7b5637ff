// What customers answered.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/survey_results.h"
#include "tessera/cli/who.h"
#include "tessera/v1/ledger_service.grpc.pb.h"
#include "tessera/v1/program_service.grpc.pb.h"
#include "tessera/v1/survey_service.grpc.pb.h"

namespace tessera::cli {
namespace {

struct Filter {
  std::string survey_id;
  std::string store_id;
  std::string first_date;
  std::string last_date;
};

void AddFilter(CLI::App& command, Filter& filter) {
  command.add_option("--survey", filter.survey_id, "Of one survey only");
  command.add_option("--store", filter.store_id, "Of one store only");
  command.add_option("--from", filter.first_date, "On or after this day: 2026-03-01");
  command.add_option("--to", filter.last_date, "On or before this day");
}

absl::Status ForEach(const Client& client, const Filter& filter,
                     absl::FunctionRef<absl::Status(const v1::SurveyAnswer&)> on_answer) {
  v1::ListSurveyAnswersRequest request;
  request.set_survey_id(filter.survey_id);
  request.set_store_id(filter.store_id);
  request.set_first_date(filter.first_date);
  request.set_last_date(filter.last_date);
  request.set_page_size(1'000);
  do {
    v1::ListSurveyAnswersResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::LedgerService>(
        &v1::LedgerService::Stub::ListSurveyAnswers, request, &response));
    for (const v1::SurveyAnswer& answer : response.answers()) {
      TESSERA_RETURN_IF_ERROR(on_answer(answer));
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

std::string PlaceOf(v1::SurveyPlace place) {
  switch (place) {
    case v1::SURVEY_PLACE_SLIP: return "slip";
    case v1::SURVEY_PLACE_HQ: return "hq";
    default: return "till";
  }
}

Cell CountsCell(const v1::SurveyAnswer& answer) {
  if (!answer.has_score()) return "";
  return answer.uncounted() ? Cell("no", "false") : Cell("yes", "true");
}

// Each note of a follow-up is a line.
Cell NoteCell(const std::string& note) {
  return Cell(absl::StrReplaceAll(note, {{"\n", "; "}}), note);
}

int List(const Session& session, const Filter& filter) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"ANSWERED"}, {"SURVEY"}, {"SCORE", true}, {"COUNTS"}, {"PLACE"}, {"STORE"},
                        {"TERMINAL"}, {"MEMBER"}, {"COMMENT"}});
    TESSERA_RETURN_IF_ERROR(ForEach(client, filter, [&](const v1::SurveyAnswer& answer) {
      return rows.Add(
          {TimeCell(answer.answered_at_us()), answer.survey_id(),
           answer.has_score() ? absl::StrCat(answer.score()) : "", CountsCell(answer),
           PlaceOf(answer.place()),
           answer.store_id(), answer.terminal_id(), MemberCell(answer.member().member_id()),
           answer.comment()},
          answer);
    }));
    rows.Finish();
    return kDone;
  });
}

struct Told {
  v1::AnswerSurveyRequest request;
  std::optional<int32_t> score;
  std::string card;
  std::string phone;
};

int Answer(const Session& session, const Told& told) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::AnswerSurveyRequest request = told.request;
    if (request.answer_id().empty()) {
      request.set_answer_id(UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom())));
    }
    if (told.score) request.set_score(*told.score);
    if (!told.card.empty() || !told.phone.empty()) {
      *request.mutable_member() = ToRef(Who{told.card, told.phone, ""});
    }
    v1::AnswerSurveyResponse response;
    const absl::Status status = client.Call<v1::SurveyService>(
        &v1::SurveyService::Stub::AnswerSurvey, request, &response);
    if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
      // It may have been kept: the same id makes trying again safe.
      std::fputs(absl::StrCat("to try again: --answer-id ", request.answer_id(), "\n").c_str(), stderr);
    }
    TESSERA_RETURN_IF_ERROR(status);
    std::vector<Fact> facts = {{"answer", request.answer_id()}};
    if (response.follow_up_no() != 0) {
      facts.push_back({"follow-up", NumberCell(response.follow_up_no())});
    }
    TESSERA_RETURN_IF_ERROR(PrintFacts(session, facts, response));
    return kDone;
  });
}

int Results(const Session& session, const Filter& filter) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetProgramResponse live;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::ProgramService>(
        &v1::ProgramService::Stub::GetProgram, v1::GetProgramRequest(), &live));
    SurveyResults results;
    TESSERA_RETURN_IF_ERROR(ForEach(client, filter, [&](const v1::SurveyAnswer& answer) {
      results.Add(answer);
      return absl::OkStatus();
    }));
    Rows rows(session, {{"SURVEY"}, {"KIND"}, {"ANSWERS", true}, {"WORDS", true}, {"RESULT", true}});
    for (const v1::Survey& survey : live.version().program().surveys()) {
      if (!filter.survey_id.empty() && filter.survey_id != survey.survey_id()) continue;
      const SurveyResult result = results.Of(survey);
      rows.Add({survey.survey_id(), result.kind, NumberCell(result.scores),
                NumberCell(result.words),
                {result.figure, std::string(absl::StripSuffix(result.figure, " %"))}});
    }
    rows.Finish();
    return kDone;
  });
}

std::string StateOf(v1::FollowUpState state) {
  switch (state) {
    case v1::FOLLOW_UP_STATE_TAKEN: return "taken";
    case v1::FOLLOW_UP_STATE_CLOSED: return "closed";
    default: return "open";
  }
}

struct Question {
  v1::ListFollowUpsRequest request;
  bool check = false;
};

int FollowUps(const Session& session, const Question& question) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"NO", true}, {"OPENED"}, {"SURVEY"}, {"SCORE", true}, {"STATE"}, {"OWNER"},
                        {"STORE"}, {"MEMBER"}, {"COMMENT"}, {"NOTE"}});
    bool any = false;
    v1::ListFollowUpsRequest request = question.request;
    request.set_page_size(1'000);
    do {
      v1::ListFollowUpsResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::SurveyService>(
          &v1::SurveyService::Stub::ListFollowUps, request, &response));
      for (const v1::FollowUp& follow_up : response.follow_ups()) {
        any = any || follow_up.state() != v1::FOLLOW_UP_STATE_CLOSED;
        TESSERA_RETURN_IF_ERROR(
            rows.Add({NumberCell(follow_up.follow_up_no()), TimeCell(follow_up.opened_at_us()),
                      follow_up.survey_id(), NumberCell(follow_up.score()),
                      StateOf(follow_up.state()), follow_up.owner(), follow_up.store_id(),
                      MemberCell(follow_up.member_id()), follow_up.comment(), NoteCell(follow_up.note())},
                     follow_up));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    rows.Finish();
    return question.check && any ? kFaultsFound : kDone;
  });
}

struct Update {
  v1::UpdateFollowUpRequest request;
  Change change;
};

int Apply(const Session& session, const Update& update) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::UpdateFollowUpResponse response;
    TESSERA_RETURN_IF_ERROR(
        SendChange<v1::SurveyService>(client, update.change,
                                      &v1::SurveyService::Stub::UpdateFollowUp, update.request,
                                      &response));
    const v1::FollowUp& follow_up = response.follow_up();
    TESSERA_RETURN_IF_ERROR(PrintFacts(session,
                                       {{"follow-up", NumberCell(follow_up.follow_up_no())},
                                        {"state", StateOf(follow_up.state())},
                                        {"owner", follow_up.owner()},
                                        {"note", NoteCell(follow_up.note())}},
                                       response));
    return kDone;
  });
}

void AddUpdate(CLI::App& follow_up, Session& session, const char* name, const char* help,
               v1::FollowUpState state, const std::string& arguments) {
  const auto update = std::make_shared<Update>();
  update->request.set_state(state);
  CLI::App* command = follow_up.add_subcommand(name, help);
  command
      ->add_option_function<int64_t>(
          "NO", [update](const int64_t& number) { update->request.set_follow_up_no(number); },
          "Which, as the list numbers them")
      ->required();
  CLI::Option* note =
      command->add_option("--note", *update->request.mutable_note(), "What was done; added to what was noted before");
  if (state == v1::FOLLOW_UP_STATE_UNSPECIFIED) note->required();
  command->footer(absl::StrCat("Examples:\n  tessera survey followup ", name, " ", arguments));
  AddChangeId(*command, update->change);
  command->callback([&session, update] {
    session.run = [&session, update] { return Apply(session, *update); };
  });
}

void AddFollowUps(CLI::App& survey, Session& session) {
  const auto question = std::make_shared<Question>();
  CLI::App* list = survey.add_subcommand("followups", "Low scores that somebody should look after");
  list->add_option("--survey", *question->request.mutable_survey_id(), "Of one survey only");
  list->add_option("--store", *question->request.mutable_store_id(), "Of one store only");
  list->add_flag_callback("--all", [question] { question->request.set_all(true); },
                          "Closed ones, too");
  list->add_flag("--check", question->check, "Exit with 1 if any is not closed");
  list->footer("Examples:\n  tessera survey followups\n"
               "  tessera survey followups --store msk-1 --all\n  tessera survey followups --check");
  list->callback([&session, question] {
    session.run = [&session, question] { return FollowUps(session, *question); };
  });

  CLI::App* follow_up = survey.add_subcommand("followup", "Look after one of them");
  follow_up->require_subcommand(1);
  AddUpdate(*follow_up, session, "take", "It is yours now", v1::FOLLOW_UP_STATE_TAKEN, "17");
  AddUpdate(*follow_up, session, "note", "Say what was done", v1::FOLLOW_UP_STATE_UNSPECIFIED,
            "17 --note \"called, nobody answered\"");
  AddUpdate(*follow_up, session, "close", "It is settled", v1::FOLLOW_UP_STATE_CLOSED,
            "17 --note \"got 200 points\"");
  AddUpdate(*follow_up, session, "reopen", "It is nobody's again", v1::FOLLOW_UP_STATE_OPEN,
            "17 --note \"called again\"");
}

void AddAnswer(CLI::App& survey, Session& session) {
  const auto told = std::make_shared<Told>();
  v1::AnswerSurveyRequest& request = told->request;
  CLI::App* command = survey.add_subcommand("answer", "Write down what a customer answered");
  CLI::Option* link = command->add_option("--link", *request.mutable_link_code(),
                                          "The code behind the link on the slip");
  CLI::Option* named = command->add_option("--survey", *request.mutable_survey_id(),
                                           "Without a link: which survey");
  link->excludes(named);
  command->add_option("--score", told->score, "The number that was given");
  command->add_option("--comment", *request.mutable_comment(), "What was said");
  command->add_option("--card", told->card, "Without a link: whose card")->excludes(link);
  command->add_option("--phone", told->phone, "Without a link: whose telephone")->excludes(link);
  command->add_option("--sale", *request.mutable_sale_id(), "Without a link: after which sale")
      ->excludes(link);
  command->add_option("--store", *request.mutable_store_id(), "Without a link: where")
      ->excludes(link);
  command->add_option("--answer-id", *request.mutable_answer_id(),
                      "UUIDv7 of an answer to try again; a new one if left out");
  command->footer(
      "Examples:\n  tessera survey answer --link Q06BQ... --score 3 --comment \"long queue\"\n"
      "  tessera survey answer --survey nps --score 9 --phone +79161234567");
  command->callback([&session, told] {
    if (told->request.link_code().empty() && told->request.survey_id().empty()) {
      throw CLI::RequiredError("--link or --survey");
    }
    session.run = [&session, told] { return Answer(session, *told); };
  });
}

}  // namespace

void AddSurveyCommands(CLI::App& app, Session& session) {
  CLI::App* survey = app.add_subcommand("survey", "See what customers answered, and look after it");
  survey->require_subcommand(1);
  const auto filter = std::make_shared<Filter>();
  CLI::App* list = survey->add_subcommand("list", "Answers, oldest first");
  AddFilter(*list, *filter);
  list->footer("Examples:\n  tessera survey list --survey nps --from 2026-03-01\n"
               "  tessera --output csv survey list --store msk-1 > answers.csv");
  list->callback([&session, filter] {
    session.run = [&session, filter] { return List(session, *filter); };
  });
  const auto counted = std::make_shared<Filter>();
  CLI::App* results = survey->add_subcommand(
      "results", "What surveys come to: of each member the last answer counts");
  AddFilter(*results, *counted);
  results->footer("Examples:\n  tessera survey results\n"
                  "  tessera survey results --survey nps --from 2026-03-01 --to 2026-03-31");
  results->callback([&session, counted] {
    session.run = [&session, counted] { return Results(session, *counted); };
  });
  AddAnswer(*survey, session);
  AddFollowUps(*survey, session);
}

}  // namespace tessera::cli
