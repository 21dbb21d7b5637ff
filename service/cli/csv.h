// CSV (RFC 4180) as people save it: the parts that all readers of files share.
#ifndef TESSERA_CLI_CSV_H_
#define TESSERA_CLI_CSV_H_

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tessera::cli {

enum class RecordEnd { kRecord, kFileEnd, kQuoteOpen };

// One record with its quotes resolved; it may span lines. Counts the lines that it takes.
RecordEnd ReadRecord(std::istream& input, char separator, std::vector<std::string>* cells,
                     int* lines);

bool IsBlank(const std::vector<std::string>& cells);

struct CsvHeader {
  char separator = ',';  // comma, semicolon or tab
  std::vector<std::string> columns;
};

// The first line. INVALID_ARGUMENT / FILE_EMPTY, FILE_INVALID.
absl::StatusOr<CsvHeader> ReadHeader(std::istream& input);

// Columns that a file of refused rows has behind its own: read over.
bool IsRejectColumn(absl::string_view column);

// Which end of a day is meant by a date without a time.
enum class DayEnd { kFirst, kLast };

// "2026-12-31" in `zone`, or "2026-12-31T21:00:00Z"; nullopt for anything else.
std::optional<int64_t> ParseInstant(const std::string& text, DayEnd end,
                                    const absl::TimeZone& zone);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_CSV_H_
