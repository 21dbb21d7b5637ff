// How answers look: tables for people, JSON for programs.
#ifndef TESSERA_CLI_OUTPUT_H_
#define TESSERA_CLI_OUTPUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include <google/protobuf/message_lite.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace google::protobuf {
class DescriptorPool;
}

namespace tessera::cli {

// Rows of cells under a header, columns as wide as their widest cell. Cells are UTF-8.
class Table {
 public:
  explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  // Cells of these columns (from 0) stand at the right.
  void AlignRight(std::vector<size_t> columns) { right_ = std::move(columns); }
  void HideHeader() { header_ = false; }
  std::string ToText() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<size_t> right_;
  bool header_ = true;
};

// "2026-03-01 12:30:05Z"; "never" for 0.
std::string TimeText(int64_t us);

// 123456 with 2 digits: "1234.56"; -5 with 2: "-0.05".
std::string DecimalText(int64_t amount, int digits);

// The message as JSON, field names as in the proto files, every field shown; INTERNAL if it can't be.
absl::StatusOr<std::string> JsonText(const google::protobuf::MessageLite& message);
// The same on one line.
absl::StatusOr<std::string> JsonLine(const google::protobuf::MessageLite& message);

// Every message of the API, with its fields by name. Lives as long as the process.
const google::protobuf::DescriptorPool& ApiMessages();

// Errors show in FlushOutput, and as the exit code at the end.
void Print(absl::string_view text);
// Everything that was printed is out of this process. DATA_LOSS / OUTPUT_UNWRITABLE, from the first error on.
absl::Status FlushOutput();
// And survives a power cut, where standard output is a file.
absl::Status SyncOutput();
// What was asked for is done, and `path`, which `option` named, can't hold what came of it. DATA_LOSS /
// FILE_UNWRITABLE.
absl::Status Unwritten(absl::string_view option, absl::string_view path, absl::string_view why);
// JsonText and a newline to standard output.
absl::Status PrintJson(const google::protobuf::MessageLite& message);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_OUTPUT_H_
