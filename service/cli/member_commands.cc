#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/cli/who.h"
#include "tessera/v1/member_service.grpc.pb.h"

namespace tessera::cli {
namespace {

void PrintMember(const v1::GetMemberResponse& response, const Units& units) {
  const v1::Member& member = response.member();
  Table facts({"member", member.member_id()});
  facts.Add({"name", response.full_name().empty() ? member.masked_name() : response.full_name()});
  facts.Add({"status", member.status() == v1::MEMBER_STATUS_BLOCKED ? "blocked" : "active"});
  facts.Add({"tier", member.tier_name().empty() ? member.tier() : member.tier_name()});
  facts.Add({"tags", absl::StrJoin(member.tags(), ", ")});
  facts.Add({"balance", units.Points(member.balance_points())});
  facts.Add({"pending", units.Points(member.pending_points())});
  facts.Add({"held", units.Points(member.held_points())});
  facts.Add({"wallet", units.Money(response.history().wallet_minor())});
  Print(facts.ToText());
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
    if (session.json) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
      return kDone;
    }
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    PrintMember(response, units);
    return kDone;
  });
}

std::string ReasonFor(const v1::Entry& entry, const Units& units) {
  switch (entry.kind()) {
    case v1::ENTRY_KIND_EARN: return absl::StrCat("earned by sale ", entry.sale_id());
    case v1::ENTRY_KIND_SPEND: return absl::StrCat("spent on sale ", entry.sale_id());
    case v1::ENTRY_KIND_REVOKE:
      return absl::StrCat("taken back by refund ", entry.refund_id(), " of sale ", entry.sale_id());
    case v1::ENTRY_KIND_RETURN:
      return absl::StrCat("given back by refund ", entry.refund_id(), " of sale ", entry.sale_id());
    case v1::ENTRY_KIND_EXPIRE: return "expired";
    case v1::ENTRY_KIND_ADJUST:
      return entry.comment().empty() ? "set by headquarters"
                                     : absl::StrCat("set by headquarters: ", entry.comment());
    case v1::ENTRY_KIND_SETTLE:
      return absl::StrCat("paid off ", units.Points(-entry.overdraft_points()), " of the overdraft");
    case v1::ENTRY_KIND_TRANSFER: {
      const bool out = entry.points() < 0 || (entry.points() == 0 && entry.overdraft_points() < 0);
      return absl::StrCat(out ? "to member " : "from member ", entry.other_member_id(),
                          entry.comment().empty() ? "" : ": ", entry.comment());
    }
    default: return "for a reason that this version of tessera does not know";
  }
}

// On a shared account also whose doing it was, and what else it did.
std::string WordsFor(const v1::Entry& entry, const Units& units) {
  std::string words = ReasonFor(entry, units);
  const bool is_debt = entry.kind() != v1::ENTRY_KIND_SETTLE && entry.overdraft_points() != 0;
  if (is_debt) {
    absl::StrAppend(&words, "; overdraft ", units.SignedPoints(entry.overdraft_points()));
  }
  if (entry.lost_points() != 0) {
    absl::StrAppend(&words, "; ", units.Points(entry.lost_points()), " written off");
  }
  if (!entry.member_id().empty()) absl::StrAppend(&words, "; by member ", entry.member_id());
  return words;
}

int History(const Session& session, const Who& who) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    v1::ListEntriesRequest request;
    *request.mutable_member() = ToRef(who);
    request.set_page_size(1'000);
    Table table({"NO", "WHEN", "POINTS", "BALANCE", "WHY"});
    table.AlignRight({0, 2, 3});
    do {
      v1::ListEntriesResponse response;
      TESSERA_RETURN_IF_ERROR(client.Call<v1::MemberService>(
          &v1::MemberService::Stub::ListEntries, request, &response));
      if (session.json) TESSERA_RETURN_IF_ERROR(PrintJson(response));
      for (const v1::Entry& entry : response.entries()) {
        table.Add({absl::StrCat(entry.entry_no()), TimeText(entry.booked_at_us()),
                   units.SignedPoints(entry.points()), units.Points(entry.balance_points()),
                   WordsFor(entry, units)});
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    if (!session.json) Print(table.ToText());
    return kDone;
  });
}

struct Adjustment {
  Who who;
  int64_t points = 0;
  std::string comment;
  std::string adjustment_id;
};

int Adjust(const Session& session, const Adjustment& adjustment) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::AdjustPointsRequest request;
    request.set_adjustment_id(adjustment.adjustment_id.empty()
                                  ? UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom()))
                                  : adjustment.adjustment_id);
    *request.mutable_member() = ToRef(adjustment.who);
    request.set_points(adjustment.points);
    request.set_comment(adjustment.comment);
    v1::AdjustPointsResponse response;
    const absl::Status status = client.Call<v1::MemberService>(
        &v1::MemberService::Stub::AdjustPoints, request, &response);
    if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
      // It may have been done: the same id makes trying again safe.
      std::fputs(absl::StrCat("to try again: --adjustment-id ", request.adjustment_id(), "\n").c_str(),
                 stderr);
    }
    TESSERA_RETURN_IF_ERROR(status);
    if (session.json) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
      return kDone;
    }
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Print(absl::StrCat(units.SignedPoints(response.entry().points()), " points, balance ",
                       units.Points(response.entry().balance_points()), "\n"));
    return kDone;
  });
}

void AddAdjust(CLI::App& member, Session& session) {
  const auto adjustment = std::make_shared<Adjustment>();
  CLI::App* command = member.add_subcommand("adjust", "Set a member's points right by hand");
  AddWho(*command, adjustment->who);
  command->add_option("--points", adjustment->points,
                      "How many, in the program's smallest unit; negative takes away")
      ->required();
  command->add_option("--comment", adjustment->comment, "Why; it stands in the ledger")->required();
  command->add_option("--adjustment-id", adjustment->adjustment_id,
                      "UUIDv7 of an adjustment to try again; a new one if left out");
  command->callback([&session, adjustment] {
    session.run = [&session, adjustment] { return Adjust(session, *adjustment); };
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
  show->callback([&session, who] { session.run = [&session, who] { return Show(session, *who); }; });

  CLI::App* history = member->add_subcommand("history", "Every movement of a member's points");
  AddWho(*history, *who);
  history->callback([&session, who] {
    session.run = [&session, who] { return History(session, *who); };
  });
  AddAdjust(*member, session);
  AddMemberChanges(*member, session);
}

}  // namespace tessera::cli
