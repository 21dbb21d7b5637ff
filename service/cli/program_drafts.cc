// Programs on their way.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/program_life.h"
#include "tessera/cli/program_source.h"
#include "tessera/cli/rows.h"
#include "tessera/program/write_program.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {
namespace {

using Stub = v1::ProgramService::Stub;

struct Drafted {
  std::string draft_id;
  std::string file;
  int64_t revision = -1;
  int64_t based_on = 0;
  Change change;
};

// 0 for a new draft.
absl::StatusOr<int64_t> PresentRevision(const Client& client, const std::string& draft_id) {
  v1::ListDraftsResponse response;
  TESSERA_RETURN_IF_ERROR(client.Call<v1::ProgramService>(
      &Stub::ListDrafts, v1::ListDraftsRequest(), &response));
  for (const v1::Draft& draft : response.drafts()) {
    if (draft.draft_id() == draft_id) return draft.revision();
  }
  return 0;
}

int Save(const Session& session, const Drafted& drafted) {
  const SourceRead read = ReadSourceText(drafted.file, FileFaults::kAllowedIfRead);
  if (!read.ok) return read.exit_code;
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::SaveDraftRequest request;
    v1::Draft& draft = *request.mutable_draft();
    draft.set_draft_id(drafted.draft_id);
    *draft.mutable_program() = read.source.program();
    draft.set_based_on_version(drafted.based_on);
    draft.set_comment(drafted.change.comment);
    int64_t revision = drafted.revision;
    if (revision < 0) {
      TESSERA_ASSIGN_OR_RETURN(revision, PresentRevision(client, drafted.draft_id));
      if (revision > 0) {
        TESSERA_RETURN_IF_ERROR(
            Confirm(drafted.change, absl::StrCat("Draft ", drafted.draft_id, " is there, revision ",
                                                 revision, ". Write over what others may have done?")));
      }
    }
    draft.set_revision(revision);
    v1::SaveDraftResponse response;
    TESSERA_RETURN_IF_ERROR(SendChange<v1::ProgramService>(client, drafted.change,
                                                           &Stub::SaveDraft, request, &response));
    TESSERA_RETURN_IF_ERROR(PrintFacts(session,
                                       {{"draft", response.draft().draft_id()},
                                        {"revision", NumberCell(response.draft().revision())},
                                        {"faults", NumberCell(response.faults_size())}},
                                       response));
    return response.faults_size() > 0 ? kFaultsFound : kDone;
  });
}

int List(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::ListDraftsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::ProgramService>(
        &Stub::ListDrafts, v1::ListDraftsRequest(), &response));
    Rows rows(session, {{"DRAFT"}, {"REVISION", true}, {"SAVED"}, {"BY"}, {"FAULTS", true},
                        {"COMMENT"}});
    for (const v1::Draft& draft : response.drafts()) {
      TESSERA_RETURN_IF_ERROR(rows.Add(
          {draft.draft_id(), NumberCell(draft.revision()), TimeCell(draft.saved_at_us()),
           draft.saved_by(), NumberCell(draft.faults()), draft.comment()},
          draft));
    }
    rows.Finish();
    return kDone;
  });
}

int Show(const Session& session, const std::string& draft_id) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetDraftRequest request;
    request.set_draft_id(draft_id);
    v1::GetDraftResponse response;
    TESSERA_RETURN_IF_ERROR(
        client.Call<v1::ProgramService>(&Stub::GetDraft, request, &response));
    if (session.output == Output::kJson || session.output == Output::kJsonLines) {
      TESSERA_RETURN_IF_ERROR(PrintJson(response));
    } else {
      const v1::Draft& draft = response.draft();
      Print(absl::StrCat("# draft ", draft.draft_id(), ", revision ", draft.revision(), ", saved by ",
                         draft.saved_by(), " on ", TimeText(draft.saved_at_us()),
                         ";\n# to save it: tessera program draft save ", draft.draft_id(),
                         " FILE --revision ", draft.revision(), "\n"));
      Print(program::WriteProgram(draft.program()));
    }
    return kDone;
  });
}

int Delete(const Session& session, const Drafted& drafted) {
  const absl::Status confirmed =
      Confirm(drafted.change, absl::StrCat("Throw the draft ", drafted.draft_id, " away?"));
  if (!confirmed.ok()) return Report(confirmed);
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::DeleteDraftRequest request;
    request.set_draft_id(drafted.draft_id);
    v1::DeleteDraftResponse response;
    TESSERA_RETURN_IF_ERROR(SendChange<v1::ProgramService>(
        client, drafted.change, &Stub::DeleteDraft, request, &response));
    TESSERA_RETURN_IF_ERROR(
        PrintFacts(session, {{"thrown away", drafted.draft_id}}, response));
    return kDone;
  });
}

}  // namespace

void AddProgramDrafts(CLI::App& program, Session& session) {
  CLI::App* draft = program.add_subcommand("draft", "Keep programs on their way at the service");
  draft->require_subcommand(1);
  const auto drafted = std::make_shared<Drafted>();

  CLI::App* save = draft->add_subcommand(
      "save", "Keep a program under a name; it may have faults, which are listed");
  save->add_option("NAME", drafted->draft_id, "1 to 64 of a-z 0-9 - _")->required();
  save->add_option("FILE", drafted->file, "The program, YAML or JSON")->required();
  save->add_option("--revision", drafted->revision,
                   "The revision that it was made from, as `draft show` says; asks if left out");
  save->add_option("--based-on", drafted->based_on, "The version that it began as");
  AddComment(*save, drafted->change, false);
  AddChangeId(*save, drafted->change);
  AddYes(*save, drafted->change);
  save->footer("Examples:\n  tessera program draft save summer program.yaml --comment \"first try\"\n"
               "  tessera program draft show summer > summer.yaml\n"
               "  tessera program draft save summer summer.yaml --revision 1\n"
               "Exit code 1 if it has faults; it is kept all the same.");
  save->callback([&session, drafted] {
    session.run = [&session, drafted] { return Save(session, *drafted); };
  });

  CLI::App* list = draft->add_subcommand("list", "List drafts");
  list->footer("Examples:\n  tessera program draft list");
  list->callback([&session] { session.run = [&session] { return List(session); }; });

  CLI::App* show = draft->add_subcommand("show", "Print a draft as YAML, to go on writing at it");
  show->add_option("NAME", drafted->draft_id, "Which")->required();
  show->footer("Examples:\n  tessera program draft show summer > summer.yaml");
  show->callback([&session, drafted] {
    session.run = [&session, drafted] { return Show(session, drafted->draft_id); };
  });

  CLI::App* remove = draft->add_subcommand("delete", "Throw a draft away");
  remove->add_option("NAME", drafted->draft_id, "Which")->required();
  AddYes(*remove, drafted->change);
  AddChangeId(*remove, drafted->change);
  remove->footer("Examples:\n  tessera program draft delete summer\n"
                 "  tessera program draft delete summer --yes");
  remove->callback([&session, drafted] {
    session.run = [&session, drafted] { return Delete(session, *drafted); };
  });
}

}  // namespace tessera::cli
