// A list of things, printed the way --output says: a table for people, one JSON array, one JSON object a
// line, or CSV (RFC 4180) for programs and spreadsheets.
#ifndef TESSERA_CLI_ROWS_H_
#define TESSERA_CLI_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <google/protobuf/message_lite.h>

#include "absl/status/status.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"

namespace tessera::cli {

// `shown` is for people; `plain` is for programs: numbers with a point and without a unit, times in
// ISO 8601. Most texts are both.
struct Cell {
  Cell(std::string both) : shown(both), plain(std::move(both)) {}  // NOLINT: a text is a cell
  Cell(const char* both) : Cell(std::string(both)) {}              // NOLINT
  Cell(std::string for_people, std::string for_programs)
      : shown(std::move(for_people)), plain(std::move(for_programs)) {}

  std::string shown;
  std::string plain;
};

Cell NumberCell(int64_t number);
Cell MoneyCell(const Units& units, int64_t minor);    // "1234.50 RUB", "1234.50"
Cell PointsCell(const Units& units, int64_t points);
Cell SignedPointsCell(const Units& units, int64_t points);  // "+5", "5"
Cell TimeCell(int64_t us);                            // 0: "never", nothing for programs
Cell MemberCell(const std::string& member_id);        // "none" where there is none
Cell YesCell(bool yes);                               // "yes" or nothing, "true" or "false"

struct Column {
  const char* title;   // "PAID BACK" in the table; CSV calls it paid_back
  bool right = false;  // numbers stand at the right
};

class Rows {
 public:
  // `session` outlives it.
  Rows(const Session& session, std::vector<Column> columns);

  // One thing: as many cells as columns, and the message that JSON shows. JSON lines and CSV come out at
  // once, a table in Finish. INTERNAL if the message can't be shown.
  absl::Status Add(const std::vector<Cell>& cells, const google::protobuf::MessageLite& message);
  // One thing that was worked out here, of which there is no message: JSON shows its cells, by the names
  // that CSV has for them, numbers as numbers.
  void Add(const std::vector<Cell>& cells);

  // The end of the list. Call it once, also for an empty list; not after an error.
  void Finish();

 private:
  void Put(const std::vector<Cell>& cells, const std::string& json);
  std::string JsonOf(const std::vector<Cell>& cells) const;

  const Session& session_;
  std::vector<Column> columns_;
  Table table_;
  int64_t rows_ = 0;
};

// Facts of one thing, a line each: "balance  12.50".
struct Fact {
  std::string name;
  Cell value;
};

// Prints them as a table, the message as JSON, or two columns of CSV.
absl::Status PrintFacts(const Session& session, const std::vector<Fact>& facts,
                        const google::protobuf::MessageLite& message);

// A cell as RFC 4180 wants it: in quotes where it has a comma, a quote or a line's end. What a spreadsheet
// would take for a formula gets an apostrophe before it (OWASP, CSV injection).
std::string CsvCell(const std::string& text);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_ROWS_H_
