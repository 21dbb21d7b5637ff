// Programs come into force, and go.
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/program_life.h"
#include "tessera/cli/program_source.h"
#include "tessera/cli/publications.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/units.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {
namespace {

using Stub = v1::ProgramService::Stub;

constexpr int kMostShown = 20;

struct Publishing {
  std::string source;
  std::string at;
  std::vector<std::string> stores;
  std::vector<std::string> regions;
  int64_t expected = 0;
  int64_t publication = 0;
  Change change;
};

// "2026-06-01T09:00" or "2026-06-01 09:00" in the program's time zone, or with an offset of its own.
absl::StatusOr<int64_t> ParseAt(const std::string& text, const absl::TimeZone& zone) {
  absl::Time time;
  std::string error;
  for (const char* format : {"%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"}) {
    if (absl::ParseTime(format, text, zone, &time, &error)) return absl::ToUnixMicros(time);
  }
  for (const char* format : {"%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M:%E*S%Ez"}) {
    if (absl::ParseTime(format, text, &time, &error)) return absl::ToUnixMicros(time);
  }
  return InvalidInput("TIME_INVALID", "--at",
                      "write it as 2026-06-01T09:00, in the program's time zone, or with an offset: "
                      "2026-06-01T09:00+03:00");
}

// "2026-06-01 09:00 (+03:00, Europe/Moscow)"
std::string InstantText(int64_t us, const absl::TimeZone& zone) {
  return absl::FormatTime(absl::StrCat("%Y-%m-%d %H:%M (%Ez, ", zone.name(), ")"),
                          absl::FromUnixMicros(us), zone);
}

std::string WhereText(const Publishing& publishing) {
  std::vector<std::string> parts;
  if (!publishing.stores.empty()) {
    parts.push_back(absl::StrCat("in ", absl::StrJoin(publishing.stores, ", ")));
  }
  if (!publishing.regions.empty()) {
    parts.push_back(absl::StrCat("in the stores of ", absl::StrJoin(publishing.regions, ", ")));
  }
  return parts.empty() ? "for all stores" : absl::StrJoin(parts, " and ");
}

bool IsForSome(const Publishing& publishing) {
  return !publishing.stores.empty() || !publishing.regions.empty();
}

std::string DifferencesText(const v1::DiffProgramsResponse& response, const std::string& from,
                            bool for_some) {
  const int count = response.differences_size();
  if (count == 0) return absl::StrCat("Nothing is different from ", from, ".\n");
  std::string text =
      absl::StrCat(count, count == 1 ? " difference" : " differences", " from ", from, ":\n");
  for (int i = 0; i < count && i < kMostShown; ++i) {
    const v1::ProgramDifference& one = response.differences(i);
    absl::StrAppend(&text, "  ", one.words(),
                    one.warning().empty() ? "" : absl::StrCat("  (", one.warning(), ")"),
                    for_some && one.whole_chain() ? "  (PILOT_IGNORES: counts only for all)" : "",
                    "\n");
  }
  if (count > kMostShown) {
    absl::StrAppend(&text, "  and ", count - kMostShown, " more; see tessera program diff\n");
  }
  return text;
}

// What is asked about, and shown before.
struct Shown {
  bool has_live = false;  // something is in force for all, or in the stores
  int differences = 0;
  std::vector<std::string> pilots;  // that it ends
};

// Tells whoever is asked what gets different where, what will not where only some stores get it, and which
// pilots end.
absl::StatusOr<Shown> ShowWhatChanges(const Client& client, const Publishing& publishing,
                                      const v1::PublishProgramRequest& request,
                                      const std::vector<v1::Publication>& publications) {
  Shown shown;
  v1::DiffProgramsRequest diff;
  *diff.mutable_after() = request.source();
  std::string from = "the live program";
  if (!publishing.stores.empty()) {
    diff.mutable_before()->set_live_store_id(publishing.stores.front());
    from = absl::StrCat("what ", publishing.stores.front(), " goes by");
  }
  v1::DiffProgramsResponse response;
  const absl::Status fetched = FetchDifferences(client, diff, &response);
  if (ReasonOf(fetched) == "PROGRAM_UNKNOWN") return shown;
  TESSERA_RETURN_IF_ERROR(fetched);
  shown.has_live = true;
  shown.differences = response.differences_size();
  std::string text = DifferencesText(response, from, IsForSome(publishing));
  if (!IsForSome(publishing)) {
    for (const v1::Publication* const pilot : Pilots(publications)) {
      shown.pilots.push_back(PilotText(*pilot));
      absl::StrAppend(&text, "It ends ", shown.pilots.back(), ".\n");
    }
  }
  std::fputs(text.c_str(), stderr);
  return shown;
}

// What is shown is what is published: a draft as it is now, on top of the version that it is compared with.
absl::Status Pin(const Client& client, const std::vector<v1::Publication>& publications,
                 v1::PublishProgramRequest* request) {
  if (request->expected_version() == 0) {
    const v1::Publication* const live = InForceIn(publications, "");
    request->set_expected_version(live != nullptr ? live->version() : 0);
  }
  if (request->source().draft_id().empty()) return absl::OkStatus();
  v1::GetDraftRequest get;
  get.set_draft_id(request->source().draft_id());
  v1::GetDraftResponse draft;
  TESSERA_RETURN_IF_ERROR(client.Call<v1::ProgramService>(&Stub::GetDraft, get, &draft));
  std::fputs(absl::StrCat("Draft ", draft.draft().draft_id(), ", revision ",
                          draft.draft().revision(), ", saved by ", draft.draft().saved_by(), ".\n")
                 .c_str(),
             stderr);
  *request->mutable_source()->mutable_program() = std::move(*draft.mutable_draft()->mutable_program());
  return absl::OkStatus();
}

// A first program, and the live one once more where no pilot runs, change nothing that anybody relies on.
absl::Status AskFirst(const Client& client, const Publishing& publishing, const absl::TimeZone& zone,
                      v1::PublishProgramRequest* request) {
  if (publishing.change.yes) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const std::vector<v1::Publication> publications,
                           FetchPublications(client));
  TESSERA_RETURN_IF_ERROR(Pin(client, publications, request));
  TESSERA_ASSIGN_OR_RETURN(const Shown shown,
                           ShowWhatChanges(client, publishing, *request, publications));
  const bool changes = shown.has_live && (shown.differences > 0 || !shown.pilots.empty() ||
                                          IsForSome(publishing) || !publishing.at.empty());
  if (!changes) return absl::OkStatus();
  return Confirm(publishing.change,
                 absl::StrCat("Publish ", publishing.source, " ", WhereText(publishing),
                              publishing.at.empty()
                                  ? ", now?"
                                  : absl::StrCat(", from ", InstantText(request->starts_at_us(), zone),
                                                 " on?")));
}

absl::Status Print(const Session& session, const v1::PublishProgramResponse& response) {
  const v1::Publication& publication = response.publication();
  std::vector<Fact> facts = {
      {"version", NumberCell(response.version().version())},
      {"publication", NumberCell(publication.publication_no())},
      {"state", publication.state() == v1::PUBLICATION_STATE_WAITING ? "waiting" : "live"},
      {"from", TimeCell(publication.starts_at_us())},
      {"stores", StoresText(publication)}};
  if (!response.unlike_segments().empty()) {
    const std::string segments = absl::StrJoin(response.unlike_segments(), ", ");
    facts.push_back({"segments not counted",
                     Cell(absl::StrCat(segments, " (nobody is in them by these rules before they are "
                                                 "published for all stores)"),
                          segments)});
  }
  return PrintFacts(session, facts, response);
}

// The same call once more is asked for by all that makes it the same.
absl::Status Send(const Client& client, const v1::PublishProgramRequest& request,
                  v1::PublishProgramResponse* response) {
  const absl::Status status =
      client.Call<v1::ProgramService>(&Stub::PublishProgram, request, response);
  const std::string expected = request.expected_version() == 0
                                   ? ""
                                   : absl::StrCat(" --expect ", request.expected_version());
  SayHowToTryAgain(status, absl::StrCat(request.change_id(), expected));
  return status;
}

int Publish(const Session& session, const Publishing& publishing) {
  const SourceRead read = ReadSourceText(publishing.source);
  if (!read.ok) return read.exit_code;
  v1::PublishProgramRequest request;
  request.set_change_id(IdOf(publishing.change));
  *request.mutable_source() = read.source;
  request.mutable_store_ids()->Assign(publishing.stores.begin(), publishing.stores.end());
  request.mutable_regions()->Assign(publishing.regions.begin(), publishing.regions.end());
  request.set_comment(publishing.change.comment);
  request.set_expected_version(publishing.expected);
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    absl::TimeZone zone = absl::UTCTimeZone();
    if (!publishing.at.empty()) {
      TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
      TESSERA_ASSIGN_OR_RETURN(zone, LoadZone(units));
      TESSERA_ASSIGN_OR_RETURN(const int64_t at, ParseAt(publishing.at, zone));
      request.set_starts_at_us(at);
    }
    TESSERA_RETURN_IF_ERROR(AskFirst(client, publishing, zone, &request));
    v1::PublishProgramResponse response;
    TESSERA_RETURN_IF_ERROR(Send(client, request, &response));
    TESSERA_RETURN_IF_ERROR(Print(session, response));
    return kDone;
  });
}

std::string TakenText(const v1::Publication& taken,
                      const std::vector<v1::Publication>& publications) {
  return absl::StrCat("Publication ", taken.publication_no(), ": version ", taken.version(), " ",
                      taken.store_ids().empty() ? "for all" : absl::StrCat("in ", StoresText(taken)),
                      ", published ", TimeText(taken.published_at_us()), " by ",
                      taken.published_by().empty() ? "nobody known" : taken.published_by(),
                      taken.comment().empty() ? "" : absl::StrCat(" (", taken.comment(), ")"), ".\n",
                      TextWithout(taken, publications));
}

// What goes by another version than the chain all the same. The publication is taken back already, and
// stays so if nobody answers here.
void SayWhatRemains(const Client& client) {
  const auto publications = FetchPublications(client);
  if (!publications.ok()) {
    std::fputs("what is in force now could not be asked for: see tessera program publications\n", stderr);
    return;
  }
  std::string text;
  for (const v1::Publication* const pilot : Pilots(*publications)) {
    absl::StrAppend(&text, "still in force: ", PilotText(*pilot), "\n");
  }
  std::fputs(text.c_str(), stderr);
}

int RollBack(const Session& session, const Publishing& publishing) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const auto publications, FetchPublications(client));
    const v1::Publication* taken = publishing.publication == 0 ? InForceIn(publications, "") : nullptr;
    for (const v1::Publication& publication : publications) {
      if (publication.publication_no() == publishing.publication) taken = &publication;
    }
    if (taken != nullptr && taken->state() != v1::PUBLICATION_STATE_WITHDRAWN &&
        !publishing.change.yes) {
      std::fputs(TakenText(*taken, publications).c_str(), stderr);
      TESSERA_RETURN_IF_ERROR(Confirm(publishing.change, "Take it back?"));
    }
    v1::WithdrawPublicationRequest request;
    request.set_publication_no(taken != nullptr ? taken->publication_no() : publishing.publication);
    request.set_comment(publishing.change.comment);
    v1::WithdrawPublicationResponse response;
    TESSERA_RETURN_IF_ERROR(SendChange<v1::ProgramService>(
        client, publishing.change, &Stub::WithdrawPublication, request, &response));
    TESSERA_RETURN_IF_ERROR(
        PrintFacts(session,
                   {{"taken back", NumberCell(response.publication().publication_no())},
                    {"version", NumberCell(response.publication().version())},
                    {"stores", StoresText(response.publication())},
                    {"live for all", NumberCell(response.version())}},
                   response));
    SayWhatRemains(client);
    return kDone;
  });
}

}  // namespace

void AddProgramPublish(CLI::App& program, Session& session) {
  const auto publishing = std::make_shared<Publishing>();
  CLI::App* publish =
      program.add_subcommand("publish", "Put a program into force, now or at a time, for all stores or some");
  publish->add_option("SOURCE", publishing->source, kSources)->required();
  publish->add_option("--at", publishing->at,
                      "From when on, as 2026-06-01T09:00 in the program's time zone; now if left out");
  publish->add_option("--store", publishing->stores, "In this store only; may be repeated");
  publish->add_option("--region", publishing->regions,
                      "In the stores of this region as they are now; may be repeated");
  publish->add_option("--expect", publishing->expected,
                      "Only if this version is still the live one");
  AddComment(*publish, publishing->change, false);
  AddYes(*publish, publishing->change);
  AddChangeId(*publish, publishing->change);
  publish->footer(
      "Examples:\n  tessera program publish program.yaml --comment \"first program\"\n"
      "  tessera program publish draft:summer --store msk-1 --comment \"pilot\"\n"
      "  tessera program publish version:7 --at 2026-06-01T00:00 --comment \"roll out\"");
  publish->callback([&session, publishing] {
    session.run = [&session, publishing] { return Publish(session, *publishing); };
  });

  CLI::App* back = program.add_subcommand(
      "rollback", "Take a publication back: what would be in force without it is again");
  back->add_option("PUBLICATION", publishing->publication,
                   "Its number, see publications; the one in force for all stores if left out");
  AddComment(*back, publishing->change, true);
  AddYes(*back, publishing->change);
  AddChangeId(*back, publishing->change);
  back->footer("Examples:\n  tessera program rollback --comment \"51 was 15\"\n"
               "  tessera program rollback 12 --comment \"the pilot is over\" --yes");
  back->callback([&session, publishing] {
    session.run = [&session, publishing] { return RollBack(session, *publishing); };
  });
}

}  // namespace tessera::cli
