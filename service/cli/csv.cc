#include "tessera/cli/csv.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "tessera/base/status.h"
#include "tessera/base/utf8.h"

namespace tessera::cli {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

char SeparatorOf(absl::string_view header) {
  for (char candidate : {';', '\t'}) {
    if (header.find(candidate) != absl::string_view::npos) return candidate;
  }
  return ',';
}

}  // namespace

RecordEnd ReadRecord(std::istream& input, char separator, std::vector<std::string>* cells,
                     int* lines) {
  cells->assign(1, "");
  bool quoted = false;
  bool any = false;
  for (int c = input.get(); c != std::istream::traits_type::eof(); c = input.get()) {
    any = true;
    if (quoted) {
      if (c == '\n') ++*lines;
      if (c != '"') {
        cells->back().push_back(static_cast<char>(c));
      } else if (input.peek() == '"') {
        cells->back().push_back(static_cast<char>(input.get()));
      } else {
        quoted = false;
      }
    } else if (c == '"' && cells->back().empty()) {
      quoted = true;
    } else if (c == separator) {
      cells->emplace_back();
    } else if (c == '\n') {
      ++*lines;
      return RecordEnd::kRecord;
    } else if (c != '\r') {
      cells->back().push_back(static_cast<char>(c));
    }
  }
  if (quoted) return RecordEnd::kQuoteOpen;
  if (!any) return RecordEnd::kFileEnd;
  ++*lines;
  return RecordEnd::kRecord;
}

bool IsBlank(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

std::optional<int64_t> ParseInstant(const std::string& text, DayEnd end,
                                    const absl::TimeZone& zone) {
  absl::Time time;
  std::string error;
  if (absl::ParseTime("%Y-%m-%dT%H:%M:%E*S%Ez", text, absl::UTCTimeZone(), &time, &error)) {
    return absl::ToUnixMicros(time);
  }
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return std::nullopt;
  if (end == DayEnd::kLast) ++day;
  return absl::ToUnixMicros(absl::FromCivil(day, zone));
}

absl::StatusOr<CsvHeader> ReadHeader(std::istream& input) {
  std::string line;
  if (!std::getline(input, line)) {
    return InvalidInput("FILE_EMPTY", "", "the file has no header row");
  }
  if (line.rfind(kByteOrderMark, 0) == 0) line.erase(0, 3);
  if (!IsUtf8(line)) {
    return InvalidInput("FILE_INVALID", "", "the header is not UTF-8; save the file as UTF-8");
  }
  CsvHeader header;
  header.separator = SeparatorOf(line);
  for (absl::string_view cell : absl::StrSplit(line, header.separator)) {
    std::string column(absl::StripAsciiWhitespace(cell));
    if (column.size() >= 2 && column.front() == '"' && column.back() == '"') {
      column = column.substr(1, column.size() - 2);
    }
    header.columns.push_back(column);
  }
  return header;
}

bool IsRejectColumn(absl::string_view column) {
  return column == "reject_reason" || column == "reject_field" || column == "reject_message";
}

}  // namespace tessera::cli
