// A file of rows to import, in CSV or as JSON lines.
#ifndef TESSERA_CLI_IMPORT_FILE_H_
#define TESSERA_CLI_IMPORT_FILE_H_

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tessera/cli/member_csv.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::cli {

// "members", "cards" ... to what the API calls them; nullopt for anything else.
std::optional<v1::ImportKind> ImportKindOf(const std::string& name);
std::vector<std::string> ImportKindNames();
// The columns of a kind's CSV, for the help.
std::string ImportColumnsHelp(v1::ImportKind kind);

struct FileRow {
  int line = 0;            // where it begins, from 1
  int64_t begin_byte = 0;  // of it
  int64_t end_byte = 0;    // behind it
  absl::Status status;     // what is wrong with the row itself
  v1::ImportRow row;       // without its number
};

// Reads row after row, so that a file may be larger than memory.
class ImportFile {
 public:
  // `json`: one message of the kind's type a line, fields as in the API; else CSV, a header first.
  // INVALID_ARGUMENT / FILE_UNREADABLE, COLUMN_UNKNOWN, COLUMN_MISSING, FILE_EMPTY, FILE_INVALID.
  static absl::StatusOr<std::unique_ptr<ImportFile>> Open(const std::string& path,
                                                          v1::ImportKind kind, bool json);

  // Where days begin and end, for dates without a time; UTC until it is told.
  void SetZone(const absl::TimeZone& zone);
  // Goes on behind what was read before: FileRow::end_byte and the line there.
  void GoOnBehind(int64_t byte, int line);

  // The next row that is not blank; false at the end.
  bool Next(FileRow* row);

  int64_t size_bytes() const { return size_bytes_; }
  // The first line of a CSV, and what stands between its cells; empty and a comma for JSON.
  const std::string& header() const { return header_; }
  char separator() const { return separator_; }
  // A piece of the file as it is.
  std::string Piece(int64_t begin_byte, int64_t end_byte) const;

 private:
  ImportFile() = default;
  absl::Status ReadCsvHeader();
  bool NextMember(FileRow* row);
  bool NextRecord(FileRow* row);
  bool NextJson(FileRow* row);

  std::string path_;
  v1::ImportKind kind_ = v1::IMPORT_KIND_UNSPECIFIED;
  bool json_ = false;
  std::ifstream file_;
  int64_t size_bytes_ = 0;
  std::string header_;
  char separator_ = ',';
  std::vector<std::string> columns_;
  std::optional<MemberCsv> members_;
  absl::TimeZone zone_ = absl::UTCTimeZone();
  int line_ = 0;
};

}  // namespace tessera::cli

#endif  // TESSERA_CLI_IMPORT_FILE_H_
