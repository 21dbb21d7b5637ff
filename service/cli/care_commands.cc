// Looking after members: who is called so, and who did what.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/cli/who.h"
#include "tessera/cli/words.h"
#include "tessera/v1/member_service.grpc.pb.h"

namespace tessera::cli {
namespace {

struct Search {
  std::vector<std::string> words;
  std::string card;
  std::string phone;
  int limit = 20;
};

absl::Status AddRow(const Units& units, const v1::FoundMember& found, Rows& rows) {
  const v1::Member& member = found.member();
  return rows.Add({member.member_id(), found.full_name(),
                   member.tier_name().empty() ? member.tier() : member.tier_name(),
                   PointsCell(units, member.balance_points()),
                   member.status() == v1::MEMBER_STATUS_BLOCKED ? "blocked" : "active",
                   found.home_store_id()},
                  found);
}

absl::Status FindByName(const Client& client, const Units& units, const Search& search, Rows& rows) {
  v1::FindMembersRequest request;
  request.set_name(absl::StrJoin(search.words, " "));
  int left = search.limit;
  do {
    request.set_page_size(std::min(left, 100));
    v1::FindMembersResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::MemberService>(
        &v1::MemberService::Stub::FindMembers, request, &response));
    for (const v1::FoundMember& found : response.members()) {
      TESSERA_RETURN_IF_ERROR(AddRow(units, found, rows));
    }
    left -= response.members_size();
    request.set_page_token(response.next_page_token());
  } while (left > 0 && !request.page_token().empty());
  return absl::OkStatus();
}

absl::Status FindByCard(const Client& client, const Units& units, const Search& search, Rows& rows) {
  v1::GetMemberRequest request;
  *request.mutable_member() = ToRef(Who{search.card, search.phone, ""});
  v1::GetMemberResponse response;
  const absl::Status status = client.Call<v1::MemberService>(
      &v1::MemberService::Stub::GetMember, request, &response);
  // Nobody is an answer, as it is of a name.
  if (absl::IsNotFound(status)) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(status);
  v1::FoundMember found;
  *found.mutable_member() = response.member();
  found.set_full_name(response.full_name());
  return AddRow(units, found, rows);
}

int Find(const Session& session, const Search& search) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Rows rows(session, {{"MEMBER"}, {"NAME"}, {"TIER"}, {"BALANCE", true}, {"STATUS"}, {"STORE"}});
    TESSERA_RETURN_IF_ERROR(search.words.empty() ? FindByCard(client, units, search, rows)
                                                 : FindByName(client, units, search, rows));
    rows.Finish();
    return kDone;
  });
}

struct Record {
  Who who;
  v1::ListActsRequest request;
  int64_t last = 0;  // 0: all
  Language language = Language::kEnglish;
};

int Acts(const Session& session, const Record& record) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"WHEN"}, {"WHO"}, {"WHAT"}, {"MEMBER"}, {"WHY"}});
    v1::ListActsRequest request = record.request;
    int64_t listed = 0;
    do {
      const int64_t left = record.last == 0 ? 1'000 : std::min<int64_t>(1'000, record.last - listed);
      request.set_page_size(static_cast<int32_t>(left));
      v1::ListActsResponse response;
      TESSERA_RETURN_IF_ERROR(
          client.Call<v1::MemberService>(&v1::MemberService::Stub::ListActs, request, &response));
      for (const v1::Act& act : response.acts()) {
        TESSERA_RETURN_IF_ERROR(rows.Add(
            {TimeCell(act.booked_at_us()), act.principal(),
             Cell(ActWords(act.method(), record.language), act.method()), act.member_id(), act.comment()},
            act));
      }
      listed += response.acts_size();
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty() && (record.last == 0 || listed < record.last));
    rows.Finish();
    return kDone;
  });
}

void AddRecord(CLI::App& command, Session& session, const std::shared_ptr<Record>& record,
               bool of_member) {
  v1::ListActsRequest& request = record->request;
  command.add_option("--who", *request.mutable_principal(), "Whose acts: hq/anna");
  command.add_option("--method", *request.mutable_method(), "Of one kind: AdjustPoints");
  command.add_option("--from", *request.mutable_first_date(), "On or after this day: 2026-03-01");
  command.add_option("--to", *request.mutable_last_date(), "On or before this day");
  command.add_option("--last", record->last, "The newest so many only")
      ->check(CLI::Range(int64_t{1}, int64_t{1'000'000'000}));
  AddLanguage(command, record->language);
  command.callback([&session, record, of_member] {
    if (of_member) *record->request.mutable_member() = ToRef(record->who);
    session.run = [&session, record] { return Acts(session, *record); };
  });
}

}  // namespace

void AddMemberCare(CLI::App& member, Session& session) {
  const auto search = std::make_shared<Search>();
  CLI::App* find = member.add_subcommand("find", "Find members by name, card or telephone");
  CLI::Option_group* by = find->add_option_group("by", "By what; exactly one");
  by->add_option("WORDS", search->words, "A name or parts of it, in any order");
  by->add_option("--card", search->card, "Card number");
  by->add_option("--phone", search->phone, "Telephone number");
  by->require_option(1);
  find->add_option("--limit", search->limit, "At most so many")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  find->footer("Examples:\n  tessera member find Anna Koval\n  tessera member find --phone +79161234567");
  find->callback([&session, search] {
    session.run = [&session, search] { return Find(session, *search); };
  });

  const auto record = std::make_shared<Record>();
  CLI::App* acts = member.add_subcommand("acts", "Who did what to a member, newest first");
  AddWho(*acts, record->who);
  AddRecord(*acts, session, record, /*of_member=*/true);
  acts->footer("Examples:\n  tessera member acts --card 2900000000018\n"
               "  tessera member acts --phone +79161234567 --from 2026-03-01 --last 20");
}

void AddActsCommand(CLI::App& app, Session& session) {
  CLI::App* acts = app.add_subcommand("acts", "Who did what, newest first");
  AddRecord(*acts, session, std::make_shared<Record>(), /*of_member=*/false);
  acts->footer("Examples:\n  tessera acts --last 20\n"
               "  tessera acts --method AdjustPoints --from 2026-03-01 --to 2026-03-31");
}

}  // namespace tessera::cli
