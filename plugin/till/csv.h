// Comma-separated values by RFC 4180: quoted fields, doubled quotes, line breaks inside quotes, LF or
// CRLF, a byte order mark at the start. Rows may differ in length.
#ifndef TESSERA_TILL_CSV_H_
#define TESSERA_TILL_CSV_H_

#include <cstddef>
#include <istream>
#include <string>
#include <vector>

namespace tessera::till {

class CsvReader {
 public:
  // Borrows `in`.
  explicit CsvReader(std::istream& in, char separator = ',') : in_(in), separator_(separator) {}

  // The next row; empty lines are passed over. False at the end, and where the input is broken:
  // then error() says how.
  bool Next(std::vector<std::string>& fields);

  // Of the row that Next gave last, its first line in the file, from 1.
  size_t line_number() const { return row_line_; }
  const std::string& error() const { return error_; }

 private:
  bool ReadQuoted(std::string& field);
  void SkipByteOrderMark();

  std::istream& in_;
  const char separator_;
  bool started_ = false;
  size_t line_ = 1;
  size_t row_line_ = 0;
  std::string error_;
};

}  // namespace tessera::till

#endif  // TESSERA_TILL_CSV_H_
