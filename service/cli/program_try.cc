// A program tried on receipts that were booked.
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/program_life.h"
#include "tessera/cli/program_source.h"
#include "tessera/cli/progress.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/units.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {
namespace {

struct Trying {
  std::string source;
  std::string from;
  std::string to;
  std::string last;
  std::vector<std::string> stores;
  std::vector<std::string> segments;
  bool against_live = false;
  int64_t receipts = 0;
  int32_t examples = 0;
  std::string save;
  std::string language = "en";
};

// "30d": the first of the last 30 days, today among them, in the program's time zone.
absl::StatusOr<std::string> FirstOfLast(const std::string& text, const Units& units) {
  int64_t days = 0;
  if (!absl::EndsWith(text, "d") || !absl::SimpleAtoi(text.substr(0, text.size() - 1), &days) ||
      days < 1 || days > 3'660) {
    return InvalidInput("PERIOD_INVALID", "--last", "write days: 30d");
  }
  TESSERA_ASSIGN_OR_RETURN(const absl::CivilDay today, Today(units));
  return absl::FormatCivilTime(today - (days - 1));
}

void AddFigures(const char* name, const Units& units, const v1::TryOutFigures& before,
                const v1::TryOutFigures& after, int64_t (v1::TryOutFigures::*of)() const, bool money,
                Table& table) {
  const int64_t was = (before.*of)();
  const int64_t is = (after.*of)();
  const auto text = [&](int64_t value) { return money ? units.Money(value) : units.Points(value); };
  table.Add({name, text(was), text(is), absl::StrCat(is > was ? "+" : "", text(is - was))});
}

void PrintTotals(const v1::TryOutReport& report, const Units& units) {
  using Figures = v1::TryOutFigures;
  Print(absl::StrCat(report.receipts(), " receipts, ", report.receipts_changed(), " change, of ",
                     report.members_affected(), " members\n\n"));
  Table table({"", "BEFORE", "AFTER", "CHANGE"});
  table.AlignRight({1, 2, 3});
  const auto add = [&](const char* name, int64_t (Figures::*of)() const, bool money) {
    AddFigures(name, units, report.before(), report.after(), of, money, table);
  };
  add("list prices", &Figures::gross_minor, true);
  add("discount", &Figures::discount_minor, true);
  add("paid in points", &Figures::redeemed_minor, true);
  add("paid", &Figures::total_minor, true);
  add("points given", &Figures::earned_points, false);
  add("their worth", &Figures::earned_worth_minor, true);
  const auto count = [&](const char* name, int64_t was, int64_t is) {
    if (was == 0 && is == 0) return;
    table.Add({name, absl::StrCat(was), absl::StrCat(is), absl::StrCat(is > was ? "+" : "", is - was)});
  };
  count("coupons given", report.before().coupons(), report.after().coupons());
  count("stamps given", report.before().stamps(), report.after().stamps());
  Print(absl::StrCat(table.ToText(), "\n"));
}

void PrintOffers(const v1::TryOutReport& report, const Units& units) {
  Table table({"OFFER", "RECEIPTS", "DISCOUNT", "POINTS", "MEMBERS"});
  table.AlignRight({1, 2, 3, 4});
  const auto change = [](const std::string& was, const std::string& is) {
    return was == is ? is : absl::StrCat(was, " > ", is);
  };
  for (const v1::TryOutOffer& offer : report.offers()) {
    table.Add({offer.offer_id(),
               change(absl::StrCat(offer.before().receipts()), absl::StrCat(offer.after().receipts())),
               change(units.Money(offer.before().discount_minor()),
                      units.Money(offer.after().discount_minor())),
               change(units.Points(offer.before().earned_points()),
                      units.Points(offer.after().earned_points())),
               absl::StrCat(offer.members())});
  }
  Print(absl::StrCat(table.ToText(), "\n"));
}

template <typename Members>
void PrintMembers(const char* title, const Members& members, const Units& units) {
  if (members.empty()) return;
  Table table({title, "NAME", "RECEIPTS", "DISCOUNT", "POINTS", "WORTH"});
  table.AlignRight({2, 3, 4, 5});
  for (const v1::TryOutMember& member : members) {
    table.Add({member.member_id(), member.masked_name(), absl::StrCat(member.receipts()),
               units.Money(member.discount_minor()), units.SignedPoints(member.earned_points()),
               units.Money(member.worth_minor())});
  }
  Print(absl::StrCat(table.ToText(), "\n"));
}

void PrintExamples(const v1::TryOutReport& report, const Units& units) {
  if (report.examples().empty()) return;
  Table table({"RECEIPT", "SALE", "STORE", "PAID BEFORE", "PAID AFTER", "GAINS", "LOSES"});
  table.AlignRight({3, 4});
  for (const v1::TryOutReceipt& receipt : report.examples()) {
    table.Add({receipt.receipt_no(), receipt.sale_id(), receipt.store_id(),
               units.Money(receipt.before().total_minor()), units.Money(receipt.after().total_minor()),
               absl::StrJoin(receipt.offers_gained(), " "), absl::StrJoin(receipt.offers_lost(), " ")});
  }
  Print(absl::StrCat(table.ToText(), "\n"));
}

void PrintReport(const v1::TryOutReport& report, const Units& units) {
  PrintTotals(report, units);
  PrintOffers(report, units);
  PrintMembers("WINNER", report.winners(), units);
  PrintMembers("LOSER", report.losers(), units);
  PrintExamples(report, units);
  if (report.skipped() > 0) {
    Print(absl::StrCat(report.skipped(), " receipts could not be rated and are left out.\n"));
  }
  for (const std::string& caution : report.cautions()) Print(absl::StrCat("* ", caution, "\n"));
}

// Offers, a line each: what a spreadsheet wants of a try-out.
absl::Status PrintCsv(const Session& session, const v1::TryOutReport& report, const Units& units) {
  Rows rows(session, {{"OFFER"}, {"RECEIPTS BEFORE", true}, {"RECEIPTS AFTER", true},
                      {"DISCOUNT BEFORE", true}, {"DISCOUNT AFTER", true}, {"POINTS BEFORE", true},
                      {"POINTS AFTER", true}, {"MEMBERS", true}});
  for (const v1::TryOutOffer& offer : report.offers()) {
    TESSERA_RETURN_IF_ERROR(rows.Add(
        {offer.offer_id(), NumberCell(offer.before().receipts()),
         NumberCell(offer.after().receipts()), MoneyCell(units, offer.before().discount_minor()),
         MoneyCell(units, offer.after().discount_minor()),
         PointsCell(units, offer.before().earned_points()),
         PointsCell(units, offer.after().earned_points()), NumberCell(offer.members())},
        offer));
  }
  rows.Finish();
  return absl::OkStatus();
}

absl::StatusOr<v1::TryOutReport> Fetch(const Session& session, const Client& client,
                                       const v1::TryOutProgramRequest& request) {
  Progress progress(session, SystemClock(), "receipts");
  std::optional<v1::TryOutReport> report;
  const std::function<absl::Status(const v1::TryOutProgramResponse&)> take =
      [&](const v1::TryOutProgramResponse& part) {
        if (part.has_progress()) {
          progress.At(part.progress().receipts(), part.progress().expected());
        }
        if (part.has_report()) report = part.report();
        return absl::OkStatus();
      };
  TESSERA_RETURN_IF_ERROR(client.Stream<v1::ProgramService>(
      &v1::ProgramService::Stub::TryOutProgram, request, take));
  progress.Finish();
  if (report) return *std::move(report);
  return MakeError(absl::StatusCode::kUnavailable, "CUT_OFF", "",
                   "the answer ended before the report; try again");
}

// For its owner alone: it names customers.
absl::Status Save(const v1::TryOutReport& report, const std::string& path) {
  TESSERA_ASSIGN_OR_RETURN(const std::string json, JsonText(report));
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool opened = file >= 0;
  size_t written = 0;
  while (opened && written < json.size()) {
    const ssize_t part = write(file, json.data() + written, json.size() - written);
    if (part <= 0) break;
    written += static_cast<size_t>(part);
  }
  const bool closed = opened && close(file) == 0;
  if (closed && written == json.size()) return absl::OkStatus();
  return Unwritten("--save", path, std::strerror(errno));
}

int Try(const Session& session, const Trying& trying) {
  const SourceRead read = ReadSourceText(trying.source);
  if (!read.ok) return read.exit_code;
  v1::TryOutProgramRequest request;
  *request.mutable_program() = read.source;
  request.set_first_date(trying.from);
  request.set_last_date(trying.to);
  request.mutable_store_ids()->Assign(trying.stores.begin(), trying.stores.end());
  request.mutable_segments()->Assign(trying.segments.begin(), trying.segments.end());
  if (trying.against_live) request.set_against(v1::TRY_OUT_AGAINST_LIVE);
  request.set_most_receipts(trying.receipts);
  request.set_examples(trying.examples);
  request.set_language(trying.language);
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    if (!trying.last.empty()) {
      TESSERA_ASSIGN_OR_RETURN(*request.mutable_first_date(), FirstOfLast(trying.last, units));
    }
    TESSERA_ASSIGN_OR_RETURN(const v1::TryOutReport report, Fetch(session, client, request));
    const absl::Status saved =
        trying.save.empty() ? absl::OkStatus() : Save(report, trying.save);
    if (session.output == Output::kTable) {
      PrintReport(report, units);
    } else if (session.output == Output::kCsv) {
      TESSERA_RETURN_IF_ERROR(PrintCsv(session, report, units));
    } else {
      TESSERA_RETURN_IF_ERROR(PrintJson(report));
    }
    TESSERA_RETURN_IF_ERROR(saved);
    return report.skipped() > 0 ? kFaultsFound : kDone;
  });
}

}  // namespace

void AddProgramTry(CLI::App& program, Session& session) {
  const auto trying = std::make_shared<Trying>();
  CLI::App* command = program.add_subcommand(
      "try", "Rate the receipts of a period once more with a program, and say what that changes");
  command->add_option("SOURCE", trying->source, kSources)->required();
  command->add_option("--from", trying->from, "First day, as 2026-03-01; from the beginning if left out");
  command->add_option("--to", trying->to, "Last day, included; to the end if left out");
  command->add_option("--last", trying->last, "The last days instead, as 30d")->excludes("--from");
  command->add_option("--store", trying->stores, "Of this store only; may be repeated");
  command->add_option("--segment", trying->segments,
                      "Of members who are in this segment now only; may be repeated");
  command->add_option_function<std::string>(
             "--against",
             [trying](const std::string& what) { trying->against_live = what == "live"; },
             "Compare with what was booked, or with the live program rated likewise")
      ->check(CLI::IsMember({"booked", "live"}));
  command->add_option("--receipts", trying->receipts, "An even choice of about so many; all if left out")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--examples", trying->examples, "Length of each list of examples, 10 if left out")
      ->check(CLI::Range(1, 100));
  command->add_option("--save", trying->save, "Write the whole report to this file, too, as JSON");
  AddWordsLanguage(*command, trying->language);
  command->footer("Examples:\n  tessera program try draft:summer --last 30d\n"
                  "  tessera program try program.yaml --from 2026-03-01 --to 2026-03-31 --output json\n"
                  "Exit code 1 if receipts had to be left out.");
  command->callback([&session, trying] {
    session.run = [&session, trying] { return Try(session, *trying); };
  });
}

}  // namespace tessera::cli
