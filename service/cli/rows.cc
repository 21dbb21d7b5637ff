#include "tessera/cli/rows.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "tessera/base/status.h"

namespace tessera::cli {
namespace {

std::vector<std::string> TitlesOf(const std::vector<Column>& columns) {
  std::vector<std::string> titles;
  for (const Column& column : columns) titles.emplace_back(column.title);
  return titles;
}

Table TableOf(const Session& session, const std::vector<Column>& columns) {
  Table table(TitlesOf(columns));
  std::vector<size_t> right;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].right) right.push_back(i);
  }
  table.AlignRight(std::move(right));
  if (!session.header) table.HideHeader();
  return table;
}

std::string CsvName(const std::string& title) {
  return absl::AsciiStrToLower(absl::StrReplaceAll(title, {{" ", "_"}}));
}

void PrintCsv(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    absl::StrAppend(&line, i == 0 ? "" : ",", CsvCell(cells[i]));
  }
  // A single empty cell would be an empty line, which readers pass over.
  if (line.empty()) line = "\"\"";
  Print(absl::StrCat(line, "\r\n"));
}

bool IsNumber(const std::string& text) {
  return text.find_first_not_of("+-0123456789.") == std::string::npos &&
         std::any_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

bool LooksLikeFormula(const std::string& text) {
  return !text.empty() && std::string("=+-@\t\r").find(text.front()) != std::string::npos &&
         !IsNumber(text);
}

}  // namespace

Cell NumberCell(int64_t number) { return Cell(absl::StrCat(number)); }

Cell MoneyCell(const Units& units, int64_t minor) {
  return Cell(units.Money(minor), DecimalText(minor, units.currency_digits));
}

Cell PointsCell(const Units& units, int64_t points) { return Cell(units.Points(points)); }

Cell SignedPointsCell(const Units& units, int64_t points) {
  return Cell(units.SignedPoints(points), units.Points(points));
}

Cell TimeCell(int64_t us) {
  if (us == 0) return Cell("never", "");
  return Cell(TimeText(us), absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(us),
                                             absl::UTCTimeZone()));
}

Cell MemberCell(const std::string& member_id) {
  return Cell(member_id.empty() ? "none" : member_id, member_id);
}

Cell YesCell(bool yes) { return Cell(yes ? "yes" : "", yes ? "true" : "false"); }

std::string CsvCell(const std::string& text) {
  const std::string safe = LooksLikeFormula(text) ? absl::StrCat("'", text) : text;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  return absl::StrCat("\"", absl::StrReplaceAll(safe, {{"\"", "\"\""}}), "\"");
}

Rows::Rows(const Session& session, std::vector<Column> columns)
    : session_(session), columns_(std::move(columns)), table_(TableOf(session, columns_)) {
  if (session_.output != Output::kCsv || !session_.header) return;
  std::vector<std::string> names = TitlesOf(columns_);
  std::transform(names.begin(), names.end(), names.begin(), CsvName);
  PrintCsv(names);
}

absl::Status Rows::Add(const std::vector<Cell>& cells,
                       const google::protobuf::MessageLite& message) {
  absl::StatusOr<std::string> json = "";
  if (session_.output == Output::kJson) json = JsonText(message);
  if (session_.output == Output::kJsonLines) json = JsonLine(message);
  if (json.ok()) Put(cells, *json);
  return json.status();
}

void Rows::Add(const std::vector<Cell>& cells) { Put(cells, JsonOf(cells)); }

std::string Rows::JsonOf(const std::vector<Cell>& cells) const {
  nlohmann::ordered_json object;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string& text = cells[i].plain;
    object[CsvName(columns_[i].title)] = columns_[i].right && nlohmann::json::accept(text)
                                             ? nlohmann::ordered_json::parse(text)
                                             : nlohmann::ordered_json(text);
  }
  return object.dump(session_.output == Output::kJson ? 2 : -1, ' ', false,
                     nlohmann::ordered_json::error_handler_t::replace);
}

void Rows::Put(const std::vector<Cell>& cells, const std::string& json) {
  std::vector<std::string> texts;
  for (const Cell& cell : cells) {
    texts.push_back(session_.output == Output::kCsv ? cell.plain : cell.shown);
  }
  switch (session_.output) {
    case Output::kTable: table_.Add(std::move(texts)); break;
    case Output::kCsv: PrintCsv(texts); break;
    case Output::kJson:
      Print(absl::StrCat(rows_ == 0 ? "[\n" : ",\n", absl::StripTrailingAsciiWhitespace(json)));
      break;
    case Output::kJsonLines: Print(absl::StrCat(json, "\n")); break;
  }
  ++rows_;
}

void Rows::Finish() {
  if (session_.output == Output::kTable) Print(table_.ToText());
  if (session_.output == Output::kJson) Print(rows_ == 0 ? "[]\n" : "\n]\n");
}

absl::Status PrintFacts(const Session& session, const std::vector<Fact>& facts,
                        const google::protobuf::MessageLite& message) {
  if (session.output == Output::kJson) return PrintJson(message);
  if (session.output == Output::kJsonLines) {
    TESSERA_ASSIGN_OR_RETURN(const std::string json, JsonLine(message));
    Print(absl::StrCat(json, "\n"));
    return absl::OkStatus();
  }
  if (session.output == Output::kCsv) {
    if (session.header) PrintCsv({"name", "value"});
    for (const Fact& fact : facts) PrintCsv({CsvName(fact.name), fact.value.plain});
    return absl::OkStatus();
  }
  Table table({facts.front().name, facts.front().value.shown});
  for (size_t i = 1; i < facts.size(); ++i) table.Add({facts[i].name, facts[i].value.shown});
  Print(table.ToText());
  return absl::OkStatus();
}

}  // namespace tessera::cli
