// `tessera member quality`: what an export of cards and members tells of itself.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/cli/progress.h"
#include "tessera/cli/quality.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/v1/bulk_service.grpc.pb.h"

namespace tessera::cli {
namespace {

constexpr size_t kMostExamples = 3;

struct Found {
  int64_t members = 0;
  std::vector<std::string> examples;
};

absl::Status Export(const Session& session, const Client& client, v1::ExportKind kind,
                    const std::string& what, const std::function<void(const v1::ExportRow&)>& take) {
  v1::ExportRequest request;
  request.set_kind(kind);
  request.set_with_profiles(kind == v1::EXPORT_KIND_MEMBERS);
  Progress progress(session, SystemClock(), what);
  const std::function<absl::Status(const v1::ExportResponse&)> take_part =
      [&](const v1::ExportResponse& part) {
        for (const v1::ExportRow& row : part.rows()) take(row);
        progress.At(part.done(), part.expected());
        return absl::OkStatus();
      };
  const absl::Status ended =
      client.Stream<v1::BulkService>(&v1::BulkService::Stub::Export, request, take_part);
  progress.Finish();
  return ended;
}

absl::StatusOr<int> Run(const Session& session, const Client& client, bool lists) {
  MemberQuality quality(absl::ToCivilDay(absl::FromUnixMicros(SystemClock().Now().us), absl::UTCTimeZone()));
  TESSERA_RETURN_IF_ERROR(
      Export(session, client, v1::EXPORT_KIND_CARDS, "cards",
             [&](const v1::ExportRow& row) { quality.AddCard(row.card()); }));
  int64_t members = 0;
  std::map<std::string, Found> found;
  Rows rows(session, {{"MEMBER"}, {"REASON"}, {"FIELD"}, {"SAME AS"}});
  TESSERA_RETURN_IF_ERROR(Export(
      session, client, v1::EXPORT_KIND_MEMBERS, "members", [&](const v1::ExportRow& row) {
        ++members;
        for (const Finding& finding : quality.Look(row.member())) {
          const std::string& id = row.member().member_id();
          Found& reason = found[finding.reason];
          if (++reason.members <= static_cast<int64_t>(kMostExamples)) reason.examples.push_back(id);
          if (lists) rows.Add({id, finding.reason, finding.field, finding.other});
        }
      }));
  if (lists) {
    rows.Finish();
    return kDone;
  }
  Rows summary(session, {{"REASON"}, {"MEMBERS", true}, {"OF", true}, {"WHAT TO DO"}, {"SUCH AS"}});
  for (const auto& [reason, one] : found) {
    summary.Add({reason, NumberCell(one.members), NumberCell(members), AdviceOn(reason),
                 absl::StrJoin(one.examples, " ")});
  }
  summary.Finish();
  return kDone;
}

}  // namespace

void AddMemberQuality(CLI::App& member, Session& session) {
  const auto lists = std::make_shared<bool>(false);
  CLI::App* command = member.add_subcommand(
      "quality", "What is doubtful: repeated people, impossible dates, nobody to reach");
  command->footer(
      "Reads all cards and members, which asks for the role of an editor.\n"
      "The database has keyed hashes of cards and phones: whether a card is a phone can't be seen, so "
      "CONTACT_UNSEEN are members who may be reached by a phone that is a card. PHONE_REPEATED looks at the "
      "attribute \"phone\"; a phone that is a card points to one member only.\n"
      "Examples:\n  tessera member quality\n  tessera --output csv member quality --list > doubtful.csv");
  command->add_flag("--list", *lists, "Each member with each reason, instead of how many there are");
  command->callback([&session, lists] {
    session.run = [&session, lists] {
      return WithClient(session, [&](const Client& client) { return Run(session, client, *lists); });
    };
  });
}

}  // namespace tessera::cli
