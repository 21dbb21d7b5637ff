// What was published, and what is different.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/status.h"
#include "tessera/cli/program_life.h"
#include "tessera/cli/program_source.h"
#include "tessera/cli/rows.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {

using Stub = v1::ProgramService::Stub;

void AddWordsLanguage(CLI::App& command, std::string& language) {
  command.add_option("--language", language, "In which language")
      ->check(CLI::IsMember({"en", "ru"}))
      ->capture_default_str();
}

std::string StoresText(const v1::Publication& publication) {
  return publication.store_ids_size() == 0 ? "for all"
                                           : absl::StrJoin(publication.store_ids(), ", ");
}

absl::Status FetchDifferences(const Client& client, const v1::DiffProgramsRequest& request,
                              v1::DiffProgramsResponse* response) {
  return client.Call<v1::ProgramService>(&Stub::DiffPrograms, request, response);
}

namespace {

const char* StateText(v1::PublicationState state) {
  switch (state) {
    case v1::PUBLICATION_STATE_WAITING: return "waiting";
    case v1::PUBLICATION_STATE_IN_FORCE: return "in force";
    case v1::PUBLICATION_STATE_WITHDRAWN: return "withdrawn";
    default: return "";
  }
}

int ListVersions(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"VERSION", true}, {"LIVE SINCE"}, {"PUBLISHED"}, {"BY"}, {"COMMENT"}});
    v1::ListVersionsRequest request;
    request.set_page_size(1'000);
    do {
      v1::ListVersionsResponse response;
      TESSERA_RETURN_IF_ERROR(
          client.Call<v1::ProgramService>(&Stub::ListVersions, request, &response));
      for (const v1::ProgramVersion& version : response.versions()) {
        const int64_t since = version.starts_at_us();
        TESSERA_RETURN_IF_ERROR(rows.Add({NumberCell(version.version()),
                                          since == 0 ? Cell("") : TimeCell(since),
                                          TimeCell(version.published_at_us()),
                                          version.published_by(), version.comment()},
                                         version));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    rows.Finish();
    return kDone;
  });
}

int ListPublications(const Session& session, const std::string& store_id) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"NO", true}, {"VERSION", true}, {"STATE"}, {"STARTS"}, {"STORES"}, {"BY"},
                        {"COMMENT"}});
    v1::ListPublicationsRequest request;
    request.set_page_size(1'000);
    request.set_store_id(store_id);
    do {
      v1::ListPublicationsResponse response;
      TESSERA_RETURN_IF_ERROR(
          client.Call<v1::ProgramService>(&Stub::ListPublications, request, &response));
      for (const v1::Publication& publication : response.publications()) {
        const bool withdrawn = publication.state() == v1::PUBLICATION_STATE_WITHDRAWN;
        TESSERA_RETURN_IF_ERROR(rows.Add(
            {NumberCell(publication.publication_no()), NumberCell(publication.version()),
             StateText(publication.state()), TimeCell(publication.starts_at_us()),
             StoresText(publication), withdrawn ? publication.withdrawn_by() : publication.published_by(),
             withdrawn ? publication.withdrawn_comment() : publication.comment()},
            publication));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    rows.Finish();
    return kDone;
  });
}

const char* Sign(v1::DiffKind kind) {
  switch (kind) {
    case v1::DIFF_KIND_ADDED: return "+";
    case v1::DIFF_KIND_REMOVED: return "-";
    case v1::DIFF_KIND_MOVED: return "^";
    default: return "~";
  }
}

struct Diff {
  std::string first;
  std::string second;
  std::string language = "en";
  bool check = false;
};

int ShowDifferences(const Session& session, const Diff& diff) {
  v1::DiffProgramsRequest request;
  if (!diff.second.empty()) {
    const SourceRead before = ReadSourceText(diff.first);
    if (!before.ok) return before.exit_code;
    *request.mutable_before() = before.source;
  }
  const SourceRead after = ReadSourceText(diff.second.empty() ? diff.first : diff.second);
  if (!after.ok) return after.exit_code;
  *request.mutable_after() = after.source;
  request.set_language(diff.language);
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::DiffProgramsResponse response;
    TESSERA_RETURN_IF_ERROR(FetchDifferences(client, request, &response));
    Rows rows(session, {{"KIND"}, {"WORDS"}, {"BEFORE"}, {"AFTER"}, {"WARNING"}, {"PATH"}});
    for (const v1::ProgramDifference& one : response.differences()) {
      if (session.output == Output::kTable) {
        Print(absl::StrCat(Sign(one.kind()), " ", one.words(), one.warning().empty() ? "" : "  (",
                           one.warning(), one.warning().empty() ? "" : ")", "\n"));
        continue;
      }
      TESSERA_RETURN_IF_ERROR(rows.Add({Sign(one.kind()), one.words(), one.former_text(),
                                        one.new_text(), one.warning(), one.path()},
                                       one));
    }
    if (session.output == Output::kTable) {
      if (response.differences().empty()) Print("no difference\n");
    } else {
      rows.Finish();
    }
    return diff.check && !response.differences().empty() ? kFaultsFound : kDone;
  });
}

}  // namespace

void AddProgramLists(CLI::App& program, Session& session) {
  CLI::App* versions =
      program.add_subcommand("versions", "List what was published, newest first")->alias("list");
  versions->footer("Examples:\n  tessera program versions\n  tessera --output csv program versions");
  versions->callback([&session] { session.run = [&session] { return ListVersions(session); }; });

  const auto store = std::make_shared<std::string>();
  CLI::App* publications = program.add_subcommand(
      "publications", "List where and from when versions count, newest first");
  publications->add_option("--store", *store, "That concern this store");
  publications->footer(
      "Examples:\n  tessera program publications\n  tessera program publications --store msk-1");
  publications->callback([&session, store] {
    session.run = [&session, store] { return ListPublications(session, *store); };
  });

  const auto diff = std::make_shared<Diff>();
  CLI::App* compare = program.add_subcommand(
      "diff", "Say in words what is different between two programs, or from the live one");
  compare
      ->add_option("BEFORE", diff->first,
                   absl::StrCat("The former, or with one alone the new one: ", kSources))
      ->required();
  compare->add_option("AFTER", diff->second, "The new one");
  compare->add_flag("--check", diff->check, "Exit with 1 if anything is different");
  AddWordsLanguage(*compare, diff->language);
  compare->footer("Examples:\n  tessera program diff draft:summer\n"
                  "  tessera program diff version:3 live --language ru");
  compare->callback([&session, diff] {
    session.run = [&session, diff] { return ShowDifferences(session, *diff); };
  });
}

}  // namespace tessera::cli
