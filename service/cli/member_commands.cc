#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/cli/who.h"
#include "tessera/cli/words.h"
#include "tessera/v1/member_service.grpc.pb.h"

namespace tessera::cli {
namespace {

std::vector<Fact> FactsOf(const v1::GetMemberResponse& response, const Units& units) {
  const v1::Member& member = response.member();
  return {{"member", member.member_id()},
          {"name", response.full_name().empty() ? member.masked_name() : response.full_name()},
          {"status", member.status() == v1::MEMBER_STATUS_BLOCKED ? "blocked" : "active"},
          {"tier", Cell(member.tier_name().empty() ? member.tier() : member.tier_name(), member.tier())},
          {"tags", Cell(absl::StrJoin(member.tags(), ", "), absl::StrJoin(member.tags(), "|"))},
          {"balance", PointsCell(units, member.balance_points())},
          {"pending", PointsCell(units, member.pending_points())},
          {"held", PointsCell(units, member.held_points())},
          {"wallet", MoneyCell(units, response.history().wallet_minor())}};
}

void PrintLots(const v1::GetMemberResponse& response, const Units& units) {
  if (response.lots_size() == 0) return;
  Table lots({"LOT", "EARNED", "LEFT", "ACTIVE FROM", "EXPIRES"});
  lots.AlignRight({0, 1, 2});
  for (const v1::Lot& lot : response.lots()) {
    lots.Add({absl::StrCat(lot.lot_no()), units.Points(lot.earned_points()),
              units.Points(lot.remaining_points()), TimeText(lot.active_from_us()),
              TimeText(lot.expires_at_us())});
  }
  Print(absl::StrCat("\n", lots.ToText()));
}

int Show(const Session& session, const Who& who) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetMemberRequest request;
    *request.mutable_member() = ToRef(who);
    v1::GetMemberResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::MemberService>(&v1::MemberService::Stub::GetMember,
                                                           request, &response));
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    TESSERA_RETURN_IF_ERROR(PrintFacts(session, FactsOf(response, units), response));
    if (session.output == Output::kTable) PrintLots(response, units);
    return kDone;
  });
}

struct Movements {
  Who who;
  int64_t last = 0;  // 0: all
  Language language = Language::kEnglish;
};

// In the order of booking; where only the last are asked for, they are known once all are read.
int History(const Session& session, const Movements& movements) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    v1::ListEntriesRequest request;
    *request.mutable_member() = ToRef(movements.who);
    request.set_page_size(1'000);
    std::deque<v1::Entry> last;
    const Instant now = SystemClock().Now();
    Rows rows(session, {{"NO", true}, {"WHEN"}, {"POINTS", true}, {"BALANCE", true}, {"WHAT"}});
    const auto add = [&](const v1::Entry& entry) {
      return rows.Add({NumberCell(entry.entry_no()), TimeCell(entry.booked_at_us()),
                       SignedPointsCell(units, entry.points()), PointsCell(units, entry.balance_points()),
                       EntryWords(entry, units, now, movements.language)},
                      entry);
    };
    do {
      v1::ListEntriesResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::MemberService>(
          &v1::MemberService::Stub::ListEntries, request, &response));
      for (const v1::Entry& entry : response.entries()) {
        if (movements.last == 0) {
          TESSERA_RETURN_IF_ERROR(add(entry));
        } else {
          last.push_back(entry);
          if (static_cast<int64_t>(last.size()) > movements.last) last.pop_front();
        }
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    for (const v1::Entry& entry : last) TESSERA_RETURN_IF_ERROR(add(entry));
    rows.Finish();
    return kDone;
  });
}

// From here on it is asked whether the amount is meant.
constexpr int64_t kManyPoints = 1'000'000;

struct Adjustment {
  Who who;
  std::string points;
  std::string adjustment_id;
  Change change;
};

int Adjust(const Session& session, const Adjustment& adjustment) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    TESSERA_ASSIGN_OR_RETURN(const int64_t points, units.ParsePoints(adjustment.points, "--points"));
    TESSERA_RETURN_IF_ERROR(ConfirmAmount(adjustment.change, points, kManyPoints,
                                          absl::StrCat(units.Points(points), " points")));
    v1::AdjustPointsRequest request;
    request.set_adjustment_id(adjustment.adjustment_id.empty()
                                  ? UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom()))
                                  : adjustment.adjustment_id);
    *request.mutable_member() = ToRef(adjustment.who);
    request.set_points(points);
    request.set_comment(adjustment.change.comment);
    v1::AdjustPointsResponse response;
    const absl::Status status = client.Call<v1::MemberService>(
        &v1::MemberService::Stub::AdjustPoints, request, &response);
    if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
      // It may have been done: the same id makes trying again safe.
      std::fputs(absl::StrCat("to try again: --adjustment-id ", request.adjustment_id(), "\n").c_str(),
                 stderr);
    }
    TESSERA_RETURN_IF_ERROR(status);
    TESSERA_RETURN_IF_ERROR(
        PrintFacts(session,
                   {{"points", SignedPointsCell(units, response.entry().points())},
                    {"balance", PointsCell(units, response.entry().balance_points())}},
                   response));
    return kDone;
  });
}

void AddAdjust(CLI::App& member, Session& session) {
  const auto adjustment = std::make_shared<Adjustment>();
  CLI::App* command = member.add_subcommand("adjust", "Set a member's points right by hand");
  AddWho(*command, adjustment->who);
  command->add_option("--points", adjustment->points, "How many: 50, 12.5; negative takes away")
      ->required();
  AddComment(*command, adjustment->change, true);
  AddYes(*command, adjustment->change);
  command->footer(
      "Examples:\n"
      "  tessera member adjust --card 2900000000018 --points 50 --comment \"sorry for the wait\"\n"
      "  tessera member adjust --phone +79161234567 --points -120 --comment \"booked twice\"");
  command->add_option("--adjustment-id", adjustment->adjustment_id,
                      "UUIDv7 of an adjustment to try again; a new one if left out");
  command->callback([&session, adjustment] {
    session.run = [&session, adjustment] { return Adjust(session, *adjustment); };
  });
}

int Code(const Session& session, const Who& who) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::IssueDynamicCodeRequest request;
    *request.mutable_member() = ToRef(who);
    v1::IssueDynamicCodeResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::MemberService>(
        &v1::MemberService::Stub::IssueDynamicCode, request, &response));
    if (session.output == Output::kTable) {
      Print(absl::StrCat(response.code(), "\n"));
      return kDone;
    }
    TESSERA_RETURN_IF_ERROR(PrintFacts(session, {{"code", response.code()}}, response));
    return kDone;
  });
}

}  // namespace

void AddMemberCommands(CLI::App& app, Session& session) {
  CLI::App* member = app.add_subcommand("member", "Import, show, correct and change members");
  member->require_subcommand(1);
  AddMemberImport(*member, session);

  const auto who = std::make_shared<Who>();
  CLI::App* show = member->add_subcommand("show", "Show a member with balance and lots");
  AddWho(*show, *who);
  show->footer("Examples:\n  tessera member show --card 2900000000018\n"
               "  tessera member show --phone +79161234567 --output json");
  show->callback([&session, who] { session.run = [&session, who] { return Show(session, *who); }; });

  AddMemberCare(*member, session);
  AddMemberQuality(*member, session);

  const auto movements = std::make_shared<Movements>();
  CLI::App* history = member->add_subcommand("history", "Every movement of a member's points, in words");
  AddWho(*history, movements->who);
  history->add_option("--last", movements->last, "The newest so many only")
      ->check(CLI::Range(int64_t{1}, int64_t{1'000'000'000}));
  AddLanguage(*history, movements->language);
  history->footer("Examples:\n  tessera member history --card 2900000000018\n"
                  "  tessera member history --phone +79161234567 --last 10 --language ru");
  history->callback([&session, movements] {
    session.run = [&session, movements] { return History(session, *movements); };
  });
  CLI::App* code = member->add_subcommand(
      "code", "A signed code for the member's screen, to be shown as a QR code; lives a minute or as "
              "the program says");
  AddWho(*code, *who);
  code->footer("Examples:\n  tessera member code --card 2900000000018");
  code->callback([&session, who] { session.run = [&session, who] { return Code(session, *who); }; });
  AddAdjust(*member, session);
  AddMemberChanges(*member, session);
}

}  // namespace tessera::cli
