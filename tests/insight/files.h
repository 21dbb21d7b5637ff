// Public purchases as receipts, for known answers.
#ifndef TESSERA_TESTS_INSIGHT_FILES_H_
#define TESSERA_TESTS_INSIGHT_FILES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tessera/insight/columns.h"

namespace tessera::insight {

// Where the data are; empty, and a message is left, where they are not.
std::string DataFolder();

// Of a plain or gzipped text.
std::vector<std::string> LinesOf(const std::string& path);
// Of one line of CSV with quotes.
std::vector<std::string> CellsOf(const std::string& line);

struct Purchase {
  int64_t customer = 0;
  int32_t day = 0;
  int64_t money = 0;  // of the unit that the file's smallest amount needs
  bool is_return = false;
};

// Cents.
std::vector<Purchase> ReadCdnow();
// Invoices of known customers in thousandths of a pound: one with a line that sold something for a price
// is a purchase, one that begins with C a return.
std::vector<Purchase> ReadOnlineRetail();

// All of one customer on one day together.
std::vector<Purchase> Daily(const std::vector<Purchase>& purchases);

Receipts ReceiptsOf(const std::vector<Purchase>& purchases);

}  // namespace tessera::insight

#endif  // TESSERA_TESTS_INSIGHT_FILES_H_
