// Where the month's receipts come from.
#ifndef TESSERA_TESTS_MONTH_RECEIPTS_H_
#define TESSERA_TESTS_MONTH_RECEIPTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tessera/v1/basket.pb.h"

namespace tessera::month {

struct Receipt {
  int64_t at = 0;
  std::string store;
  std::string customer;  // empty: no card was shown
  v1::Basket basket;
  bool is_return = false;  // what is in the basket comes back
};

// A made-up month: so many receipts a day in three stores, from `begin` on.
std::vector<Receipt> MakeReceipts(uint32_t seed, int64_t begin, int days, int receipts_a_day);

// Invoices of the online shop of ../shared/data, in their order, spread evenly over `days`. At most
// `limit`; none where the data are absent.
std::vector<Receipt> ReadReceipts(const std::string& folder, int64_t begin, int days, size_t limit);

}  // namespace tessera::month

#endif  // TESSERA_TESTS_MONTH_RECEIPTS_H_
