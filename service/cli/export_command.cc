// Everything of one kind, as CSV or JSON lines.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/flatten.h"
#include "tessera/cli/output.h"
#include "tessera/cli/progress.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/bulk_service.grpc.pb.h"

namespace tessera::cli {
namespace {

using google::protobuf::MessageLite;

struct Kind {
  v1::ExportKind kind;
  const char* type;
  const MessageLite& (*row)(const v1::ExportRow&);
  std::vector<std::string> leave_out = {};  // columns that CSV does not have
};

#define TESSERA_ROW(field) [](const v1::ExportRow& row) -> const MessageLite& { return row.field(); }

const std::map<std::string, Kind>& Kinds() {
  static const auto* const kinds = new std::map<std::string, Kind>{
      {"members", {v1::EXPORT_KIND_MEMBERS, "MemberState", TESSERA_ROW(member)}},
      {"cards", {v1::EXPORT_KIND_CARDS, "CardState", TESSERA_ROW(card)}},
      {"balances", {v1::EXPORT_KIND_BALANCES, "BalanceState", TESSERA_ROW(balance)}},
      {"lots", {v1::EXPORT_KIND_LOTS, "LotState", TESSERA_ROW(lot)}},
      {"entries", {v1::EXPORT_KIND_ENTRIES, "EntryEvent", TESSERA_ROW(entry)}},
      {"sales",
       {v1::EXPORT_KIND_SALES, "SaleEvent", TESSERA_ROW(sale), {"document", "evaluation"}}},
      {"refunds", {v1::EXPORT_KIND_REFUNDS, "RefundEvent", TESSERA_ROW(refund), {"document"}}},
      {"coupons", {v1::EXPORT_KIND_COUPONS, "CouponEvent", TESSERA_ROW(coupon)}},
      {"gift-cards", {v1::EXPORT_KIND_GIFT_CARDS, "GiftCardState", TESSERA_ROW(gift_card)}},
      {"products", {v1::EXPORT_KIND_PRODUCTS, "Product", TESSERA_ROW(product)}},
      {"survey-answers", {v1::EXPORT_KIND_SURVEY_ANSWERS, "SurveyAnswer", TESSERA_ROW(survey_answer)}},
      {"follow-ups", {v1::EXPORT_KIND_FOLLOW_UPS, "FollowUp", TESSERA_ROW(follow_up)}},
      {"terminals", {v1::EXPORT_KIND_TERMINALS, "TerminalState", TESSERA_ROW(terminal)}},
      {"stores", {v1::EXPORT_KIND_STORES, "ChainStore", TESSERA_ROW(store)}},
      {"programs", {v1::EXPORT_KIND_PROGRAMS, "ProgramVersion", TESSERA_ROW(program), {"program"}}},
      {"acts", {v1::EXPORT_KIND_ACTS, "Act", TESSERA_ROW(act)}}};
  return *kinds;
}

#undef TESSERA_ROW

struct Arguments {
  std::string kind;
  std::string file;  // empty: standard output
  std::string format;
  v1::ExportRequest request;
  bool resume = false;
};

// Where rows go. A file is written beside its name and takes it once it is whole; how far it is stands in a
// third, so that a cut costs one part.
class Target {
 public:
  explicit Target(const std::string& file) : file_(file) {}

  absl::Status Begin() {
    if (file_.empty()) return absl::OkStatus();
    out_.open(PartFile(), std::ios::binary | std::ios::trunc);
    return Check();
  }

  // Where the export that was cut stood; FAILED_PRECONDITION / NOTHING_TO_RESUME without one.
  absl::StatusOr<std::string> GoOn() {
    std::string resume;
    std::string bytes;
    std::ifstream place(PlaceFile());
    int64_t size = 0;
    if (!std::getline(place, resume) || !std::getline(place, bytes) || !absl::SimpleAtoi(bytes, &size)) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_RESUME", "--resume",
                       absl::StrCat("there is no ", PlaceFile(), "; export without --resume"));
    }
    std::error_code error;
    std::filesystem::resize_file(PartFile(), static_cast<uintmax_t>(size), error);
    if (error) return Unwritable(error.message());
    out_.open(PartFile(), std::ios::binary | std::ios::app);
    TESSERA_RETURN_IF_ERROR(Check());
    return resume;
  }

  void Write(const std::string& text) {
    if (file_.empty()) return Print(text);
    out_ << text;
  }

  // What was written stands, and `resume` goes on behind it; empty: that was all.
  absl::Status Keep(const std::string& resume) {
    if (file_.empty()) return FlushOutput();
    out_.flush();
    if (!out_) return Unwritten("FILE", PartFile(), "");
    if (resume.empty()) return Finish();
    const std::string fresh = absl::StrCat(PlaceFile(), ".new");
    std::ofstream place(fresh);
    place << resume << "\n" << out_.tellp() << "\n";
    place.close();
    return place ? Rename(fresh, PlaceFile()) : Unwritten("FILE", fresh, "");
  }

 private:
  std::string PartFile() const { return absl::StrCat(file_, ".part"); }
  std::string PlaceFile() const { return absl::StrCat(file_, ".part.place"); }

  // Before anything was asked for.
  absl::Status Unwritable(const std::string& why) const {
    return InvalidInput("FILE_UNWRITABLE", "FILE", absl::StrCat("cannot write ", file_, ": ", why));
  }
  absl::Status Check() const { return out_ ? absl::OkStatus() : Unwritable(PartFile()); }

  static absl::Status Rename(const std::string& from, const std::string& to) {
    std::error_code error;
    std::filesystem::rename(from, to, error);
    return error ? Unwritten("FILE", to, error.message()) : absl::OkStatus();
  }

  absl::Status Finish() {
    out_.close();
    if (!out_) return Unwritten("FILE", PartFile(), "");
    TESSERA_RETURN_IF_ERROR(Rename(PartFile(), file_));
    std::error_code ignored;
    std::filesystem::remove(PlaceFile(), ignored);
    return absl::OkStatus();
  }

  const std::string file_;
  std::ofstream out_;
};

std::string CsvLine(const std::vector<std::string>& cells) {
  std::vector<std::string> safe;
  for (const std::string& cell : cells) safe.push_back(CsvCell(cell));
  return absl::StrCat(absl::StrJoin(safe, ","), "\r\n");
}

bool IsCsv(const Arguments& arguments) {
  if (!arguments.format.empty()) return arguments.format == "csv";
  return std::filesystem::path(arguments.file).extension() == ".csv";
}

absl::StatusOr<int> Run(const Session& session, const Client& client, const Arguments& arguments) {
  const Kind& kind = Kinds().at(arguments.kind);
  TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
  std::optional<Flattener> flattener;
  if (IsCsv(arguments)) {
    TESSERA_ASSIGN_OR_RETURN(
        flattener, Flattener::Make(absl::StrCat("tessera.v1.", kind.type), units, kind.leave_out));
  }
  Target target(arguments.file);
  v1::ExportRequest request = arguments.request;
  request.set_kind(kind.kind);
  if (arguments.resume) {
    TESSERA_ASSIGN_OR_RETURN(*request.mutable_resume(), target.GoOn());
  } else {
    TESSERA_RETURN_IF_ERROR(target.Begin());
    if (flattener && session.header) target.Write(CsvLine(flattener->header()));
  }
  int64_t written = 0;
  Progress progress(session, SystemClock(), arguments.kind);
  const auto take = [&](const v1::ExportResponse& part) -> absl::Status {
    if (written == 0 && arguments.resume) progress.BeganAt(part.done() - part.rows_size());
    for (const v1::ExportRow& row : part.rows()) {
      const MessageLite& message = kind.row(row);
      if (flattener) {
        TESSERA_ASSIGN_OR_RETURN(const auto cells, flattener->Cells(message));
        target.Write(CsvLine(cells));
      } else {
        TESSERA_ASSIGN_OR_RETURN(const std::string line, JsonLine(message));
        target.Write(absl::StrCat(line, "\n"));
      }
    }
    written += part.rows_size();
    progress.At(part.done(), part.expected());
    return target.Keep(part.resume());
  };
  const absl::Status ended = client.Stream<v1::BulkService>(&v1::BulkService::Stub::Export, request,
                                                            std::function(take));
  progress.Finish();
  if (!ended.ok() && !arguments.file.empty() && written > 0) {
    std::fputs("what came so far is kept; to go on: the same with --resume\n", stderr);
  }
  TESSERA_RETURN_IF_ERROR(ended);
  if (!arguments.file.empty()) {
    std::fputs(absl::StrCat(written, " rows in ", arguments.file, "\n").c_str(), stderr);
  }
  return kDone;
}

std::vector<std::string> NamesOfKinds() {
  std::vector<std::string> names;
  for (const auto& [name, kind] : Kinds()) names.push_back(name);
  return names;
}

}  // namespace

void AddExportCommand(CLI::App& app, Session& session) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("export", "Take out all rows of one kind");
  command->footer(
      "Examples:\n  tessera export members members.csv\n"
      "  tessera export sales march.jsonl --from 2026-03-01 --to 2026-03-31\n"
      "  tessera export entries --segment regulars --format jsonl | head\n"
      "CSV has a column for each single value; JSON lines have everything, with the field names of the API.\n"
      "Card numbers and codes stand there as keyed hashes: nobody has them in clear.\n"
      "A file is written as FILE.part and renamed at the end.");
  command->add_option("KIND", arguments->kind, "What")->required()->check(CLI::IsMember(NamesOfKinds()));
  command->add_option("FILE", arguments->file, "Where to; standard output if left out");
  command->add_option("--format", arguments->format, "By the file's name if left out; else jsonl")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_option("--from", *arguments->request.mutable_first_date(),
                      "From this day of the program's calendar on: 2026-03-01");
  command->add_option("--to", *arguments->request.mutable_last_date(), "Until this day, included");
  command->add_option("--store", *arguments->request.mutable_store_id(), "Of one store only");
  command->add_option("--segment", *arguments->request.mutable_segment_id(),
                      "Of members of one segment only");
  command->add_flag_callback(
      "--with-profiles", [arguments] { arguments->request.set_with_profiles(true); },
      "Members with what is known of the person; asks for the role of an editor");
  command->add_flag("--resume", arguments->resume, "Go on with an export that was cut")
      ->needs(command->get_option("FILE"));
  command->callback([&session, arguments] {
    session.run = [&session, arguments] {
      return WithClient(session, [&](const Client& client) { return Run(session, client, *arguments); });
    };
  });
}

}  // namespace tessera::cli
