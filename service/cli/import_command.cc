// Rows of a file into the service, by one stream: what was acknowledged is on the disk there.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/cli/import_file.h"
#include "tessera/cli/import_place.h"
#include "tessera/cli/output.h"
#include "tessera/cli/progress.h"
#include "tessera/cli/reject_file.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/bulk_service.grpc.pb.h"

namespace tessera::cli {
namespace {

constexpr int kMessageRows = 500;
constexpr size_t kMessageBytes = 900'000;  // the service takes 1 MiB
constexpr int64_t kSaveRows = 5'000;       // between two notes of the place
constexpr int64_t kMostTold = 100;         // refusals on standard error; the others stand in the file

struct ImportArguments {
  std::string kind;
  std::string file;
  std::string format;  // csv or jsonl; empty: by the file's name
  std::string rejects;
  std::string comment;
  bool dry_run = false;
  bool resume = false;
};

volatile std::sig_atomic_t interrupted = 0;
void Interrupt(int) { interrupted = 1; }

using Place = ImportPlace;

constexpr size_t kMostExamples = 3;

// Rows of one reason: how many, and the lines of the first.
struct Examples {
  int64_t rows = 0;
  std::vector<int> lines;
  std::string message;  // of the first

  void Add(int line, const std::string& said) {
    if (rows++ == 0) message = said;
    if (lines.size() < kMostExamples) lines.push_back(line);
  }
};
// By whether the row stands, then by reason.
using Quality = std::map<std::pair<bool, std::string>, Examples>;

// One run over a file: sends rows on this thread, takes verdicts on another.
class Import {
 public:
  Import(const Session& session, const ImportArguments& arguments, ImportFile& file, Place place)
      : arguments_(arguments),
        file_(file),
        place_(std::move(place)),
        place_path_(arguments.file + ".tessera-import"),
        rejects_(arguments.rejects, file, place_.rejects_bytes),
        progress_(session, SystemClock(), "rows") {
    progress_.BeganAt(place_.row_no);
  }

  absl::StatusOr<int> Run(const Client& client) {
    const auto stub = v1::BulkService::NewStub(client.channel());
    stream_ = stub->Import(&context_);
    std::thread taker([this] { TakeAll(); });
    SendAll();
    stream_->WritesDone();
    taker.join();
    const absl::Status outcome = client.Outcome(stream_->Finish(), context_);
    if (outcome.ok() && interrupted == 0) MoveTo(std::numeric_limits<int64_t>::max());
    progress_.Finish();
    if (!rejects_status_.ok() || !outcome.ok() || interrupted != 0) {
      if (!arguments_.dry_run) SayHowToGoOn();
      TESSERA_RETURN_IF_ERROR(rejects_status_);
      TESSERA_RETURN_IF_ERROR(outcome);
      return kInterrupted;
    }
    if (!arguments_.dry_run) std::remove(place_path_.c_str());
    return summary_.rejected() + refused_here_ == 0 ? kDone : kFaultsFound;
  }

  // With what this side refused before it was sent.
  v1::ImportSummary summary() const {
    v1::ImportSummary summary = summary_;
    summary.set_rows(summary.rows() + refused_here_);
    summary.set_rejected(summary.rejected() + refused_here_);
    return summary;
  }
  const Quality& quality() const { return quality_; }

 private:
  // Without a settled row there is nothing to go on from: the file may be corrected and imported anew.
  void SayHowToGoOn() {
    if (place_.row_no == 0) return;
    std::string text = absl::StrCat(place_.row_no, " rows are settled; to go on: tessera import ",
                                    arguments_.kind, " ", arguments_.file, " --resume\n");
    if (!WriteImportPlace(place_path_, place_)) {
      text = absl::StrCat(place_.row_no, " rows are settled, and ", place_path_,
                          " could not be written: import the file again, nothing is added twice\n");
    }
    std::fputs(text.c_str(), stderr);
  }

  struct Sent {
    int64_t row_no;
    int line;
    int64_t begin_byte;
    int64_t end_byte;
    // Why it was refused; empty where it was not.
    std::string reason{};
    std::string field{};
    std::string message{};
  };

  void SendAll() {
    v1::ImportRequest request;
    v1::ImportOptions* options = request.mutable_options();
    options->set_kind(*ImportKindOf(arguments_.kind));
    options->set_dry_run(arguments_.dry_run);
    options->set_import_id(place_.import_id);
    options->set_comment(arguments_.comment);
    FileRow row;
    size_t bytes = 0;
    int64_t row_no = place_.row_no;
    bool going = true;
    while (going && interrupted == 0 && file_.Next(&row)) {
      Sent sent{++row_no, row.line, row.begin_byte, row.end_byte};
      if (!row.status.ok()) {
        sent.reason = ReasonOf(row.status);
        sent.field = FieldOf(row.status);
        sent.message = std::string(row.status.message());
      }
      {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(sent));
        if (!row.status.ok()) ++refused_here_;
      }
      if (!row.status.ok()) continue;
      row.row.set_row_no(row_no);
      bytes += row.row.ByteSizeLong() + 8;
      request.add_rows()->Swap(&row.row);
      if (request.rows_size() < kMessageRows && bytes < kMessageBytes) continue;
      going = stream_->Write(request);
      request.Clear();
      bytes = 0;
    }
    if (going && (request.rows_size() > 0 || request.has_options())) stream_->Write(request);
  }

  void TakeAll() {
    v1::ImportResponse response;
    while (stream_->Read(&response)) {
      const std::lock_guard lock(mutex_);
      for (const v1::RowVerdict& verdict : response.verdicts()) Take(verdict);
      MoveTo(response.acknowledged_row_no());
      if (response.has_summary()) summary_ = response.summary();
    }
  }

  void Take(const v1::RowVerdict& verdict) {
    // Rows are numbered one by one.
    const int64_t at = waiting_.empty() ? -1 : verdict.row_no() - waiting_.front().row_no;
    if (at < 0 || at >= static_cast<int64_t>(waiting_.size())) return;
    Sent& sent = waiting_[static_cast<size_t>(at)];
    if (verdict.warning()) {
      quality_[{true, verdict.reason()}].Add(sent.line, verdict.message());
      return;
    }
    ++rejected_;
    sent.reason = verdict.reason();
    sent.field = verdict.field();
    sent.message = verdict.message();
  }

  // What is refused is written down when it is settled, so that it stands there once however often the
  // import is cut. Where it can't be, the import ends before that row.
  void MoveTo(int64_t row_no) {
    while (rejects_status_.ok() && !waiting_.empty() && waiting_.front().row_no <= row_no) {
      const Sent& sent = waiting_.front();
      if (!sent.reason.empty()) {
        Reject(sent);
        if (!rejects_status_.ok()) return context_.TryCancel();
      }
      place_.row_no = sent.row_no;
      place_.byte = sent.end_byte;
      place_.line = sent.line;
      place_.rejects_bytes = rejects_.size_bytes();
      waiting_.pop_front();
    }
    // As if all rows were as long as those so far, in KiB: the product fits.
    const int64_t expected =
        place_.row_no * (file_.size_bytes() / 1'024 + 1) / (place_.byte / 1'024 + 1);
    const int64_t refused = rejected_ + refused_here_;
    progress_.At(place_.row_no, std::max(place_.row_no, expected),
                 refused == 0 ? "" : absl::StrCat(refused, " rejected"));
    if (arguments_.dry_run || place_.row_no < saved_ + kSaveRows) return;
    saved_ = place_.row_no;
    // Without it the former note stands: more rows are sent again, and found unchanged.
    (void)WriteImportPlace(place_path_, place_);
  }

  void Reject(const Sent& sent) {
    quality_[{false, sent.reason}].Add(sent.line, sent.message);
    if (++told_ <= kMostTold) {
      std::fputs(absl::StrCat(arguments_.file, ":", sent.line, ": ", sent.reason,
                              sent.field.empty() ? "" : " ", sent.field, ": ", sent.message, "\n")
                     .c_str(),
                 stderr);
    }
    rejects_status_ =
        rejects_.Add(sent.begin_byte, sent.end_byte, sent.reason, sent.field, sent.message);
  }

  const ImportArguments& arguments_;
  ImportFile& file_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ImportRequest, v1::ImportResponse>> stream_;
  std::mutex mutex_;
  Place place_;  // behind what was acknowledged
  const std::string place_path_;
  std::deque<Sent> waiting_;
  RejectFile rejects_;
  absl::Status rejects_status_;
  Quality quality_;
  v1::ImportSummary summary_;
  int64_t refused_here_ = 0;
  int64_t rejected_ = 0;
  int64_t saved_ = 0;
  int64_t told_ = 0;
  Progress progress_;
};

// Where to begin: behind an earlier run that was cut, or at the first row.
absl::StatusOr<Place> Begin(const ImportArguments& arguments, ImportFile& file) {
  const std::string path = arguments.file + ".tessera-import";
  const bool was_cut = access(path.c_str(), F_OK) == 0;
  Place place;
  if (was_cut && !arguments.resume) {
    return InvalidInput("IMPORT_WAS_CUT", "--resume",
                        absl::StrCat("an import of this file was cut off: say --resume to go on, or "
                                     "remove ", path, " to begin anew"));
  }
  if (arguments.resume && !was_cut) {
    return InvalidInput("NOTHING_TO_RESUME", "--resume",
                        "no import of this file was cut off; leave --resume out");
  }
  if (arguments.resume) {
    TESSERA_ASSIGN_OR_RETURN(place, ReadImportPlace(path));
    if (place.size_bytes != file.size_bytes() ||
        (!place.ends.empty() &&
         place.ends != EndsOfFile(arguments.file, file.size_bytes()))) {
      return InvalidInput("FILE_CHANGED", "FILE",
                          absl::StrCat("the file is another than the one that was cut off; remove ",
                                       path, " to begin anew"));
    }
    if (place.byte > 0) file.GoOnBehind(place.byte, place.line);
    return place;
  }
  place.import_id = UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom()));
  place.size_bytes = file.size_bytes();
  place.ends = EndsOfFile(arguments.file, file.size_bytes());
  return place;
}

// What is to be looked at, refused rows first: for people on standard error beside the facts, and for
// programs, which get one thing, in the summary alone.
void TellQuality(const Session& session, const Quality& quality) {
  if (session.output != Output::kTable || quality.empty()) return;
  Table table({"REASON", "ROWS", "", "LINES", "WHAT TO DO"});
  table.AlignRight({1});
  for (const auto& [key, examples] : quality) {
    const auto& [stands, reason] = key;
    const char* more = examples.rows > static_cast<int64_t>(examples.lines.size()) ? " ..." : "";
    table.Add({reason, absl::StrCat(examples.rows), stands ? "doubtful" : "rejected",
               absl::StrCat(absl::StrJoin(examples.lines, ", "), more), examples.message});
  }
  Print(absl::StrCat("\n", table.ToText()));
}

absl::Status PrintSummary(const Session& session, const ImportArguments& arguments,
                          v1::ImportSummary summary, const Quality& quality) {
  if (session.output == Output::kTable) {
    Print(absl::StrCat(summary.rows() - summary.rejected(), " ", arguments.kind,
                       arguments.dry_run ? " would be imported, " : " imported, ",
                       summary.rejected(), " failed\n"));
  }
  std::vector<Fact> facts = {{"rows", NumberCell(summary.rows())},
                             {"added", NumberCell(summary.added())},
                             {"changed", NumberCell(summary.changed())},
                             {"unchanged", NumberCell(summary.unchanged())},
                             {"rejected", NumberCell(summary.rejected())}};
  // With the rows that were refused here.
  summary.clear_rejections();
  for (const auto& [key, examples] : quality) {
    const auto& [stands, reason] = key;
    if (session.output != Output::kTable) {
      facts.push_back({absl::StrCat(stands ? "doubtful " : "rejected ", reason),
                       NumberCell(examples.rows)});
    }
    if (stands) continue;
    v1::ReasonCount* count = summary.add_rejections();
    count->set_reason(reason);
    count->set_rows(examples.rows);
  }
  if (summary.rejected() > 0) facts.push_back({"rejected rows are in", arguments.rejects});
  if (arguments.dry_run) facts.push_back({"nothing was kept", "it was a trial"});
  TESSERA_RETURN_IF_ERROR(PrintFacts(session, facts, summary));
  TellQuality(session, quality);
  return absl::OkStatus();
}

int Run(const Session& session, ImportArguments arguments) {
  const bool json = arguments.format.empty() ? absl::EndsWith(arguments.file, ".jsonl")
                                             : arguments.format == "jsonl";
  if (arguments.rejects.empty()) {
    arguments.rejects = absl::StrCat(arguments.file, ".rejected.", json ? "jsonl" : "csv");
  }
  auto file = ImportFile::Open(arguments.file, *ImportKindOf(arguments.kind), json);
  if (!file.ok()) {
    Report(file.status());
    return kUsage;
  }
  absl::StatusOr<Place> place = Begin(arguments, **file);
  if (!place.ok()) {
    Report(place.status());
    return kUsage;
  }
  std::signal(SIGINT, Interrupt);
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    TESSERA_ASSIGN_OR_RETURN(const absl::TimeZone zone, LoadZone(units));
    (*file)->SetZone(zone);
    Import import(session, arguments, **file, *place);
    TESSERA_ASSIGN_OR_RETURN(const int code, import.Run(client));
    TESSERA_RETURN_IF_ERROR(PrintSummary(session, arguments, import.summary(), import.quality()));
    return code;
  });
}

void AddOptions(CLI::App* command, const std::shared_ptr<ImportArguments>& arguments,
                Session& session) {
  command->add_option("FILE", arguments->file,
                      "CSV with a header, or JSON lines with the field names of the API")
      ->required();
  command->add_option("--format", arguments->format, "csv or jsonl; without it by the file's name")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_flag("--dry-run", arguments->dry_run, "Checks all rows and keeps none");
  command->add_flag("--resume", arguments->resume, "Goes on where an earlier run was cut off");
  command->add_option("--rejects", arguments->rejects,
                      "Where refused rows go, each with the reason; FILE.rejected.csv without");
  command->add_option("--comment", arguments->comment, "Why; kept with who imported");
  command->callback([&session, arguments] {
    session.run = [&session, arguments] { return Run(session, *arguments); };
  });
}

}  // namespace

void AddImportCommand(CLI::App& app, Session& session) {
  CLI::App* import = app.add_subcommand(
      "import", "Load a file: members, cards, balances, coupons, gift-cards or products");
  import->require_subcommand(1);
  for (const std::string& name : ImportKindNames()) {
    auto arguments = std::make_shared<ImportArguments>();
    arguments->kind = name;
    CLI::App* command = import->add_subcommand(name, absl::StrCat("Load ", name, " from a file"));
    AddOptions(command, arguments, session);
    const std::string example = absl::StrCat("  tessera import ", name, " ", name, ".csv");
    command->footer(absl::StrCat(ImportColumnsHelp(*ImportKindOf(name)), "\nExamples:\n", example,
                                 " --dry-run\n", example, " --comment \"from the former system\"\n",
                                 example, " --resume"));
  }
}

void AddMemberImport(CLI::App& member, Session& session) {
  auto arguments = std::make_shared<ImportArguments>();
  arguments->kind = "members";
  CLI::App* command =
      member.add_subcommand("import", "Load members from a file; the same as `tessera import members`");
  AddOptions(command, arguments, session);
  command->footer(absl::StrCat(kMemberColumnsHelp,
                               "\nExamples:\n  tessera member import members.csv --dry-run\n"
                               "  tessera member import members.csv"));
}

}  // namespace tessera::cli
