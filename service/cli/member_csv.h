// Members as a CSV file, for import.
#ifndef TESSERA_CLI_MEMBER_CSV_H_
#define TESSERA_CLI_MEMBER_CSV_H_

#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::cli {

// The columns that a header may name, with what they mean, for the help.
extern const char kMemberColumnsHelp[];

struct MemberRow {
  int line = 0;         // in the file, from 1
  absl::Status status;  // what is wrong with the row itself
  v1::MemberImport member;
};

// RFC 4180, UTF-8, a header first; separated by comma, semicolon or tab, as the header is. Reads row
// after row, so that a file may be larger than memory.
class MemberCsv {
 public:
  // INVALID_ARGUMENT / COLUMN_UNKNOWN, COLUMN_MISSING, FILE_EMPTY, FILE_INVALID.
  static absl::StatusOr<MemberCsv> Open(std::istream& input);

  // Where days begin and end, for dates without a time; UTC until it is told.
  void SetZone(const absl::TimeZone& zone) { zone_ = zone; }

  // The file was put behind line `line` by whoever opened it.
  void GoOnBehind(int line) { line_ = line; }

  // The next row that is not blank; false at the end.
  bool Next(MemberRow* row);

 private:
  MemberCsv(std::istream& input, char separator, std::vector<std::string> columns, int line)
      : input_(&input), separator_(separator), columns_(std::move(columns)), line_(line) {}

  std::istream* input_;
  char separator_;
  std::vector<std::string> columns_;
  int line_;
  absl::TimeZone zone_ = absl::UTCTimeZone();
};

}  // namespace tessera::cli

#endif  // TESSERA_CLI_MEMBER_CSV_H_
