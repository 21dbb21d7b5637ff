#include "tessera/cli/output.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tessera/base/status.h"
#include "tessera/cli/descriptors.h"

namespace tessera::cli {
namespace {

// Columns that a terminal gives a text, close enough for Latin and Cyrillic: code points.
size_t WidthOf(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

// Never destroyed: descriptors are asked for as long as the process lives.
const google::protobuf::DescriptorPool& ApiMessages() {
  static const google::protobuf::DescriptorPool* const pool = [] {
    google::protobuf::FileDescriptorSet files;
    auto* built = new google::protobuf::DescriptorPool();
    const absl::string_view bytes = DescriptorSet();
    if (files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      for (const auto& file : files.file()) built->BuildFile(file);
    }
    return built;
  }();
  return *pool;
}

std::string Table::ToText() const {
  std::vector<size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    if (!header_ && &row == &rows_.front()) continue;
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - WidthOf(row[i]), ' ');
      const bool right = std::find(right_.begin(), right_.end(), i) != right_.end();
      absl::StrAppend(&line, i == 0 ? "" : "  ", right ? padding : "", row[i], right ? "" : padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

std::string TimeText(int64_t us) {
  if (us == 0) return "never";
  return absl::FormatTime("%Y-%m-%d %H:%M:%SZ", absl::FromUnixMicros(us), absl::UTCTimeZone());
}

std::string DecimalText(int64_t amount, int digits) {
  const bool negative = amount < 0;
  const uint64_t size = negative ? ~static_cast<uint64_t>(amount) + 1 : static_cast<uint64_t>(amount);
  std::string text = absl::StrCat(size);
  const size_t places = static_cast<size_t>(std::max(digits, 0));
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  const absl::string_view sign = negative ? "-" : "";
  if (places == 0) return absl::StrCat(sign, text);
  const absl::string_view whole = text;
  return absl::StrCat(sign, whole.substr(0, whole.size() - places), ".",
                      whole.substr(whole.size() - places));
}

namespace {

absl::Status OutputUnwritable() {
  return MakeError(absl::StatusCode::kDataLoss, "OUTPUT_UNWRITABLE", "",
                   "standard output could not be written whole: see whether its disk is full; a change that "
                   "was asked for is done");
}

absl::StatusOr<std::string> ToJson(const google::protobuf::MessageLite& message, bool on_one_line) {
  constexpr char kUrl[] = "type.googleapis.com";
  const std::unique_ptr<google::protobuf::util::TypeResolver> resolver(
      google::protobuf::util::NewTypeResolverForDescriptorPool(kUrl, &ApiMessages()));
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = !on_one_line;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::BinaryToJsonString(
      resolver.get(), absl::StrCat(kUrl, "/", message.GetTypeName()), message.SerializeAsString(),
      &json, options);
  if (!status.ok()) return Broken(absl::StrCat("cannot print JSON: ", status.ToString()));
  return json;
}

}  // namespace

absl::StatusOr<std::string> JsonText(const google::protobuf::MessageLite& message) {
  return ToJson(message, /*on_one_line=*/false);
}

absl::StatusOr<std::string> JsonLine(const google::protobuf::MessageLite& message) {
  return ToJson(message, /*on_one_line=*/true);
}

void Print(absl::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

absl::Status FlushOutput() {
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? absl::OkStatus() : OutputUnwritable();
}

absl::Status SyncOutput() {
  TESSERA_RETURN_IF_ERROR(FlushOutput());
  struct stat kind = {};
  const bool is_file = fstat(STDOUT_FILENO, &kind) == 0 && S_ISREG(kind.st_mode);
  return is_file && fsync(STDOUT_FILENO) != 0 ? OutputUnwritable() : absl::OkStatus();
}

absl::Status Unwritten(absl::string_view option, absl::string_view path, absl::string_view why) {
  return MakeError(absl::StatusCode::kDataLoss, "FILE_UNWRITABLE", option,
                   absl::StrCat("cannot write ", path, why.empty() ? "" : ": ", why));
}

absl::Status PrintJson(const google::protobuf::MessageLite& message) {
  TESSERA_ASSIGN_OR_RETURN(const std::string json, JsonText(message));
  Print(json);
  if (json.empty() || json.back() != '\n') Print("\n");
  return absl::OkStatus();
}

}  // namespace tessera::cli
