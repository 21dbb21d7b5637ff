// Receipts of the world outside, read for replay: from CSV with any column names, or from baskets of
// item labels without prices.
#ifndef TESSERA_TILL_RECEIPTS_H_
#define TESSERA_TILL_RECEIPTS_H_

#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session.h"

namespace tessera::till {

// A receipt has no more lines than a sale may.
constexpr size_t kReceiptLines = 1000;

struct SourceReceipt {
  // As in the source; parts of one receipt have the same, and part 2 and on.
  std::string receipt_no;
  uint32_t part = 1;
  // The card's value in the source; empty for none.
  std::string card;
  // UTC microseconds, taking the source's local time for UTC; 0 if unknown.
  int64_t time_us = 0;
  std::vector<Item> items;
};

// Which column holds what; time and card may be empty for none, name too.
struct Columns {
  std::string receipt = "receipt";
  std::string sku = "sku";
  std::string name = "name";
  std::string quantity = "quantity";
  std::string price = "price";
  std::string card = "card";
  std::string time = "time";
};

// "receipt=InvoiceNo,sku=StockCode,...": what is not named is not in the file; receipt, sku, quantity
// and price must be. nullopt for anything else.
std::optional<Columns> ParseColumns(std::string_view text);

struct Receipts {
  // In order of appearance of their first row.
  std::vector<SourceReceipt> receipts;
  uint64_t rows = 0;
  // Rows left out, by reason: "quantity_not_positive", "price_negative", "quantity_invalid",
  // "price_invalid", "receipt_empty", "sku_empty".
  std::map<std::string, uint64_t> skipped;
  // Prices, or quantities, with more digits than fit, rounded half up.
  uint64_t rounded = 0;
  // Receipts of more than kReceiptLines lines, cut into parts.
  uint64_t split = 0;
};

// Holds all in memory. nullopt with `error` for a file that is no CSV or lacks a column.
std::optional<Receipts> ReadReceipts(std::istream& in, const Columns& columns,
                                     uint32_t currency_digits, std::string& error);

// One basket a line, item labels separated by commas; the receipt number is the line's. Prices, in
// the currency's minor units, are BasketPriceMinor. Never fails but for an unclosed quote.
std::optional<Receipts> ReadBaskets(std::istream& in, std::string& error);

// The made-up price of a label: its FNV-1a hash of 32 bits, modulo 480, times 100, plus 1999: 19.99
// to 498.99 in a currency with two digits.
int64_t BasketPriceMinor(std::string_view label);

// "2010-12-01 08:26:00", "2010-12-01T08:26:00Z", "2010-12-01"; nullopt for anything else.
std::optional<int64_t> ParseTimeUs(std::string_view text);

}  // namespace tessera::till

#endif  // TESSERA_TILL_RECEIPTS_H_
