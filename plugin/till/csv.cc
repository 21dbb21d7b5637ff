#include "csv.h"

namespace tessera::till {
namespace {

constexpr int kEnd = std::char_traits<char>::eof();
// No field of a receipt comes near; a quote that is never closed must not eat the memory.
constexpr size_t kLongestField = 1 << 20;

}  // namespace

void CsvReader::SkipByteOrderMark() {
  if (started_) return;
  started_ = true;
  if (in_.peek() != 0xEF) return;
  char mark[3];
  in_.read(mark, 3);
}

bool CsvReader::ReadQuoted(std::string& field) {
  const size_t opened = line_;
  while (true) {
    const int c = in_.get();
    if (c == kEnd || field.size() > kLongestField) {
      error_ = "line " + std::to_string(opened) + ": a quoted field is not closed";
      return false;
    }
    if (c == '"') {
      if (in_.peek() != '"') return true;
      in_.get();
    } else if (c == '\n') {
      ++line_;
    }
    field.push_back(static_cast<char>(c));
  }
}

bool CsvReader::Next(std::vector<std::string>& fields) {
  fields.clear();
  if (!error_.empty()) return false;
  SkipByteOrderMark();
  std::string field;
  bool any = false;
  row_line_ = line_;
  while (true) {
    const int c = in_.get();
    if (c == '"' && field.empty()) {
      any = true;
      if (!ReadQuoted(field)) return false;
    } else if (c == separator_) {
      any = true;
      fields.push_back(std::move(field));
      field.clear();
    } else if (c == '\n' || c == kEnd) {
      if (c == '\n') ++line_;
      if (any || !field.empty()) {
        fields.push_back(std::move(field));
        return true;
      }
      if (c == kEnd) return false;
      row_line_ = line_;
    } else if (c != '\r' || in_.peek() != '\n') {
      field.push_back(static_cast<char>(c));
    }
  }
}

}  // namespace tessera::till
