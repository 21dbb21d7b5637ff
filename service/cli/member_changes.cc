// What headquarters changes of members.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/cli/who.h"
#include "tessera/v1/member_service.grpc.pb.h"

namespace tessera::cli {
namespace {

using Members = v1::MemberService::Stub;

struct Arguments {
  Change change;
  Who who;
  Who other;
  std::string card;
  std::string replacement;
  std::string tier;
  std::string tags;
  std::string language;
  std::string points;
  bool restart_life = false;
};

v1::Identifier CardOf(const std::string& value) {
  v1::Identifier identifier;
  identifier.set_kind(v1::IDENTIFIER_KIND_CARD);
  identifier.set_value(value);
  return identifier;
}

std::vector<Fact> FactsOf(const v1::Member& member, const Units& units) {
  return {{"member", member.member_id()},
          {"status", member.status() == v1::MEMBER_STATUS_BLOCKED ? "blocked" : "active"},
          {"tier", Cell(member.tier().empty() ? "none" : member.tier(), member.tier())},
          {"tags", Cell(member.tags_size() == 0 ? "none" : absl::StrJoin(member.tags(), "|"),
                        absl::StrJoin(member.tags(), "|"))},
          {"balance", PointsCell(units, member.balance_points())}};
}

// Sends it and prints the member that it was about.
template <typename Response, typename Request, typename Method>
int Send(const Session& session, const Change& change, const Request& request, Method method) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Response response;
    TESSERA_RETURN_IF_ERROR(
        SendChange<v1::MemberService>(client, change, method, request, &response));
    TESSERA_RETURN_IF_ERROR(PrintFacts(session, FactsOf(response.member(), units), response));
    return kDone;
  });
}

int Update(const Session& session, const Arguments& arguments, v1::UpdateMemberRequest request) {
  *request.mutable_member() = ToRef(arguments.who);
  request.set_comment(arguments.change.comment);
  return Send<v1::UpdateMemberResponse>(session, arguments.change, request,
                                        &Members::UpdateMember);
}

int SetStatus(const Session& session, const Arguments& arguments, v1::MemberStatus status) {
  v1::UpdateMemberRequest request;
  request.add_mask("status");
  request.mutable_fields()->set_status(status);
  return Update(session, arguments, request);
}

int Transfer(const Session& session, const Arguments& arguments) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    TESSERA_ASSIGN_OR_RETURN(const int64_t points, units.ParsePoints(arguments.points, "--points"));
    TESSERA_RETURN_IF_ERROR(
        Confirm(arguments.change, absl::StrCat("Move ", units.Points(points), " points?")));
    v1::TransferPointsRequest request;
    *request.mutable_from() = ToRef(arguments.who);
    *request.mutable_to() = ToRef(arguments.other);
    request.set_points(points);
    request.set_restart_life(arguments.restart_life);
    request.set_comment(arguments.change.comment);
    v1::TransferPointsResponse response;
    TESSERA_RETURN_IF_ERROR(SendChange<v1::MemberService>(
        client, arguments.change, &Members::TransferPoints, request, &response));
    if (session.output == Output::kJson) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
      return kDone;
    }
    Rows rows(session, {{"MEMBER"}, {"BALANCE", true}});
    for (const v1::Member* member : {&response.from(), &response.to()}) {
      TESSERA_RETURN_IF_ERROR(
          rows.Add({member->member_id(), PointsCell(units, member->balance_points())}, *member));
    }
    rows.Finish();
    return kDone;
  });
}

// A subcommand with its arguments; `run` gets them.
template <typename Run>
CLI::App* Add(CLI::App& parent, Session& session, const char* name, const char* help,
              const std::shared_ptr<Arguments>& arguments, Run run) {
  CLI::App* command = parent.add_subcommand(name, help);
  AddChangeId(*command, arguments->change);
  command->callback([&session, arguments, run] {
    session.run = [&session, arguments, run] { return run(session, *arguments); };
  });
  return command;
}

void AddStatus(CLI::App& member, Session& session) {
  const auto blocked = std::make_shared<Arguments>();
  CLI::App* block = Add(member, session, "block", "Let a member take no part for now", blocked,
                        [](const Session& on, const Arguments& arguments) {
                          const absl::Status sure = Confirm(arguments.change, "Block this member?");
                          if (!sure.ok()) return Report(sure);
                          return SetStatus(on, arguments, v1::MEMBER_STATUS_BLOCKED);
                        });
  block->footer("Examples:\n  tessera member block --card 2900000000018 --comment \"card misused\"");
  AddWho(*block, blocked->who);
  AddComment(*block, blocked->change, false);
  AddYes(*block, blocked->change);

  const auto active = std::make_shared<Arguments>();
  CLI::App* unblock = Add(member, session, "unblock", "Let a blocked member take part again", active,
                          [](const Session& on, const Arguments& arguments) {
                            return SetStatus(on, arguments, v1::MEMBER_STATUS_ACTIVE);
                          });
  AddWho(*unblock, active->who);
  AddComment(*unblock, active->change, false);
  unblock->footer("Examples:\n  tessera member unblock --card 2900000000018 --comment \"it was a mistake\"");
}

void AddUpdate(CLI::App& member, Session& session) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* update = member.add_subcommand("update", "Set a member's tier, tags or language");
  AddWho(*update, arguments->who);
  AddChangeId(*update, arguments->change);
  AddComment(*update, arguments->change, false);
  CLI::Option* tier = update->add_option("--tier", arguments->tier,
                                         "Tier by hand, a floor for rules; \"\" for none");
  CLI::Option* tags =
      update->add_option("--tags", arguments->tags, "All tags, separated by |; \"\" for none");
  CLI::Option* language = update->add_option("--language", arguments->language, "\"ru\", \"en\"");
  update->footer("Examples:\n  tessera member update --card 2900000000018 --tier gold --tags \"staff|vip\"\n"
                 "  tessera member update --phone +79161234567 --tags \"\" --language en");
  update->callback([&session, arguments, tier, tags, language] {
    v1::UpdateMemberRequest request;
    if (tier->count() > 0) request.add_mask("tier");
    if (tags->count() > 0) request.add_mask("tags");
    if (language->count() > 0) request.add_mask("language");
    request.mutable_fields()->set_tier(arguments->tier);
    request.mutable_fields()->set_language(arguments->language);
    for (absl::string_view tag : absl::StrSplit(arguments->tags, '|', absl::SkipWhitespace())) {
      request.mutable_fields()->add_tags(std::string(tag));
    }
    session.run = [&session, arguments, request] { return Update(session, *arguments, request); };
  });
}

void AddCards(CLI::App& member, Session& session) {
  CLI::App* card = member.add_subcommand("card", "Give, replace and block cards");
  card->require_subcommand(1);
  const auto given = std::make_shared<Arguments>();
  CLI::App* add = Add(*card, session, "add",
                      "One more card; one of the member's own that was blocked is in use again", given,
                      [](const Session& on, const Arguments& arguments) {
                        v1::AddIdentifierRequest request;
                        *request.mutable_member() = ToRef(arguments.who);
                        *request.mutable_identifier() = CardOf(arguments.card);
                        return Send<v1::AddIdentifierResponse>(on, arguments.change, request,
                                                               &Members::AddIdentifier);
                      });
  add->add_option("NEW", given->card, "The card")->required();
  AddWho(*add, given->who);
  add->footer("Examples:\n  tessera member card add 2900000000025 --phone +79000000001");

  const auto replace_or_block = [](const Session& on, const Arguments& arguments) {
    if (arguments.replacement.empty()) {
      const absl::Status sure = Confirm(arguments.change, "Block this card?");
      if (!sure.ok()) return Report(sure);
    }
    v1::ReplaceIdentifierRequest request;
    *request.mutable_lost() = CardOf(arguments.card);
    if (!arguments.replacement.empty()) {
      *request.mutable_replacement() = CardOf(arguments.replacement);
    }
    request.set_comment(arguments.change.comment);
    return Send<v1::ReplaceIdentifierResponse>(on, arguments.change, request,
                                               &Members::ReplaceIdentifier);
  };
  const auto lost = std::make_shared<Arguments>();
  CLI::App* replace = Add(*card, session, "replace", "A new card in place of a lost one", lost,
                          replace_or_block);
  replace->add_option("LOST", lost->card, "The lost card")->required();
  replace->add_option("NEW", lost->replacement, "The new card")->required();
  AddComment(*replace, lost->change, false);
  replace->footer("Examples:\n  tessera member card replace 2900000000018 2900000000025 --comment \"lost\"");
  const auto stopped = std::make_shared<Arguments>();
  CLI::App* block = Add(*card, session, "block", "Put a card out of use", stopped, replace_or_block);
  block->add_option("CARD", stopped->card, "The card")->required();
  block->footer("Examples:\n  tessera member card block 2900000000018 --comment \"stolen\"");
  AddComment(*block, stopped->change, false);
  AddYes(*block, stopped->change);
}

void AddTogether(CLI::App& member, Session& session) {
  const auto merged = std::make_shared<Arguments>();
  CLI::App* merge = Add(member, session, "merge", "Make one member of two; there is no way back",
                        merged, [](const Session& on, const Arguments& arguments) {
                          const absl::Status sure =
                              Confirm(arguments.change, "Make one of two members, for good?");
                          if (!sure.ok()) return Report(sure);
                          v1::MergeMembersRequest request;
                          *request.mutable_from() = ToRef(arguments.who);
                          *request.mutable_into() = ToRef(arguments.other);
                          request.set_comment(arguments.change.comment);
                          return Send<v1::MergeMembersResponse>(on, arguments.change, request,
                                                                &Members::MergeMembers);
                        });
  AddWho(*merge, merged->who, "from");
  AddWho(*merge, merged->other, "into");
  AddComment(*merge, merged->change, true);
  AddYes(*merge, merged->change);
  merge->footer("Examples:\n  tessera member merge --from-card 2900000000018 --into-phone +79000000001 "
                "--comment \"one person\"");

  const auto shared = std::make_shared<Arguments>();
  CLI::App* share = Add(member, session, "share", "Use another member's account together", shared,
                        [](const Session& on, const Arguments& arguments) {
                          v1::ShareAccountRequest request;
                          *request.mutable_member() = ToRef(arguments.who);
                          *request.mutable_with() = ToRef(arguments.other);
                          return Send<v1::ShareAccountResponse>(on, arguments.change, request,
                                                                &Members::ShareAccount);
                        });
  AddWho(*share, shared->who);
  AddWho(*share, shared->other, "with");
  share->footer("Examples:\n  tessera member share --card 2900000000025 --with-card 2900000000018");

  const auto left = std::make_shared<Arguments>();
  CLI::App* leave = Add(member, session, "leave", "Have an account of one's own again, empty", left,
                        [](const Session& on, const Arguments& arguments) {
                          const absl::Status sure =
                              Confirm(arguments.change, "Leave the shared account without its points?");
                          if (!sure.ok()) return Report(sure);
                          v1::LeaveAccountRequest request;
                          *request.mutable_member() = ToRef(arguments.who);
                          return Send<v1::LeaveAccountResponse>(on, arguments.change, request,
                                                                &Members::LeaveAccount);
                        });
  AddWho(*leave, left->who);
  AddYes(*leave, left->change);
  leave->footer("Examples:\n  tessera member leave --card 2900000000025");

  const auto moved = std::make_shared<Arguments>();
  CLI::App* transfer =
      Add(member, session, "transfer", "Move points from one member to another", moved, Transfer);
  AddWho(*transfer, moved->who, "from");
  AddWho(*transfer, moved->other, "to");
  transfer->add_option("--points", moved->points, "How many: 50, 12.5")
      ->required();
  transfer->add_flag("--restart-life", moved->restart_life, "They live on as if earned now");
  AddComment(*transfer, moved->change, true);
  AddYes(*transfer, moved->change);
  transfer->footer("Examples:\n  tessera member transfer --from-card 2900000000018 --to-phone +79161234567 "
                   "--points 50 --comment \"a gift\"");
}

}  // namespace

void AddMemberChanges(CLI::App& member, Session& session) {
  AddStatus(member, session);
  AddUpdate(member, session);
  AddCards(member, session);
  AddTogether(member, session);
}

}  // namespace tessera::cli
