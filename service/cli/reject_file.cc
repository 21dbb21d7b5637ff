#include "tessera/cli/reject_file.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/cli/rows.h"

namespace tessera::cli {
namespace {

// Blank lines before it count to a row, too.
std::string WithoutLineEnds(const std::string& piece) {
  const size_t begin = piece.find_first_not_of("\r\n");
  if (begin == std::string::npos) return "";
  return piece.substr(begin, piece.find_last_not_of("\r\n") + 1 - begin);
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace

RejectFile::RejectFile(std::string path, const ImportFile& rows, int64_t bytes)
    : path_(std::move(path)), rows_(rows), bytes_(bytes) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path_, error);
  // Whoever took rows away has seen to them; those that are left stay.
  bytes_ = error ? 0 : std::min(bytes_, static_cast<int64_t>(size));
}

absl::Status RejectFile::Add(int64_t begin_byte, int64_t end_byte, const std::string& reason,
                             const std::string& field, const std::string& message) {
  if (!out_.is_open()) Open();
  std::string line = WithoutLineEnds(rows_.Piece(begin_byte, end_byte));
  if (!rows_.header().empty()) {
    const std::string s(1, rows_.separator());
    absl::StrAppend(&line, s, CsvCell(reason), s, CsvCell(field), s, Quoted(message));
  }
  out_ << line << "\n";
  out_.flush();
  if (!out_) return Unwritten("--rejects", path_, "");
  bytes_ += static_cast<int64_t>(line.size()) + 1;
  return absl::OkStatus();
}

void RejectFile::Open() {
  std::error_code error;
  if (bytes_ > 0) std::filesystem::resize_file(path_, static_cast<uintmax_t>(bytes_), error);
  out_.open(path_, std::ios::binary | (bytes_ > 0 ? std::ios::app : std::ios::trunc));
  // Names and phones, also in a file that somebody made before. A device stays everybody's.
  if (std::filesystem::is_regular_file(path_, error)) {
    std::filesystem::permissions(
        path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
  }
  if (bytes_ > 0 || rows_.header().empty()) return;
  const std::string s(1, rows_.separator());
  std::string header = rows_.header();
  if (!absl::StrContains(header, "reject_reason")) {
    absl::StrAppend(&header, s, "reject_reason", s, "reject_field", s, "reject_message");
  }
  out_ << header << "\n";
  out_.flush();
  if (out_) bytes_ = static_cast<int64_t>(header.size()) + 1;
}

}  // namespace tessera::cli
