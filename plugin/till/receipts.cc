#include "receipts.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "amount.h"
#include "csv.h"
#include "text.h"

namespace tessera::till {
namespace {

constexpr size_t kAbsent = std::numeric_limits<size_t>::max();
// Bounds of the plugin on what a line may hold, so that a long description is cut and not refused.
constexpr size_t kSkuBytes = 64;
constexpr size_t kNameBytes = 256;

struct Positions {
  size_t receipt, sku, name, quantity, price, card, time;
};

size_t Position(const std::vector<std::string>& header, const std::string& column) {
  if (column.empty()) return kAbsent;
  const auto found = std::find(header.begin(), header.end(), column);
  return found == header.end() ? kAbsent : static_cast<size_t>(found - header.begin());
}

std::optional<Positions> FindColumns(const std::vector<std::string>& header, const Columns& columns,
                                     std::string& error) {
  const Positions at{Position(header, columns.receipt),  Position(header, columns.sku),
                     Position(header, columns.name),     Position(header, columns.quantity),
                     Position(header, columns.price),    Position(header, columns.card),
                     Position(header, columns.time)};
  const std::pair<size_t, const std::string*> checks[] = {
      {at.receipt, &columns.receipt}, {at.sku, &columns.sku},   {at.name, &columns.name},
      {at.quantity, &columns.quantity}, {at.price, &columns.price}, {at.card, &columns.card},
      {at.time, &columns.time}};
  for (const auto& [position, name] : checks) {
    if (position == kAbsent && !name->empty()) {
      error = "the header has no column \"" + *name + "\"; see --columns";
      return std::nullopt;
    }
  }
  return at;
}

// At most `size` bytes, cut at a character's edge.
std::string Bounded(std::string_view text, size_t size) {
  std::string printable = Printable(text);
  if (printable.size() <= size) return printable;
  while (size > 0 && (static_cast<unsigned char>(printable[size]) & 0xC0) == 0x80) --size;
  printable.resize(size);
  return printable;
}

// Puts rows into receipts, in order of appearance, a new part when one is full.
class Grouping {
 public:
  explicit Grouping(Receipts& result) : result_(result) {}

  void Add(const std::string& receipt_no, const std::string& card, int64_t time_us, Item item) {
    const auto [at, fresh] = open_.try_emplace(receipt_no, result_.receipts.size());
    if (fresh) {
      result_.receipts.push_back({receipt_no, 1, card, time_us, {}});
    } else if (result_.receipts[at->second].items.size() == kReceiptLines) {
      SourceReceipt next = {receipt_no, result_.receipts[at->second].part + 1, card, time_us, {}};
      if (next.part == 2) ++result_.split;
      at->second = result_.receipts.size();
      result_.receipts.push_back(std::move(next));
    }
    std::vector<Item>& items = result_.receipts[at->second].items;
    item.line_no = static_cast<uint32_t>(items.size() + 1);
    items.push_back(std::move(item));
  }

 private:
  Receipts& result_;
  std::unordered_map<std::string, size_t> open_;
};

// The reason to leave the row out, or NULL and the item.
const char* ReadRow(const std::vector<std::string>& row, const Positions& at, uint32_t digits,
                    Item& item, uint64_t& rounded) {
  const auto field = [&row](size_t position) {
    return position < row.size() ? std::string_view(row[position]) : std::string_view();
  };
  if (field(at.receipt).empty()) return "receipt_empty";
  if (field(at.sku).empty()) return "sku_empty";
  const std::optional<Decimal> quantity = ParseDecimal(field(at.quantity), 3);
  if (!quantity) return "quantity_invalid";
  if (quantity->value <= 0) return "quantity_not_positive";
  const std::optional<Decimal> price = ParseDecimal(field(at.price), digits);
  if (!price) return "price_invalid";
  if (price->value < 0) return "price_negative";
  rounded += (quantity->rounded ? 1 : 0) + (price->rounded ? 1 : 0);
  item.sku = Bounded(field(at.sku), kSkuBytes);
  item.name = Bounded(field(at.name), kNameBytes);
  item.quantity_milli = quantity->value;
  item.unit_price_minor = price->value;
  return nullptr;
}

// Days since 1970-01-01 of the proleptic Gregorian calendar; March first, so that a leap day is last.
int64_t DaysSinceEpoch(int64_t year, int64_t month, int64_t day) {
  const int64_t shifted_year = month > 2 ? year : year - 1;
  const int64_t shifted_month = (month + 9) % 12;
  return 365 * shifted_year + shifted_year / 4 - shifted_year / 100 + shifted_year / 400 +
         (153 * shifted_month + 2) / 5 + day - 1 - 719468;
}

std::optional<int64_t> TakeNumber(std::string_view& text, size_t digits, char before) {
  if (before != 0) {
    if (text.empty() || (text.front() != before && !(before == ' ' && text.front() == 'T'))) {
      return std::nullopt;
    }
    text.remove_prefix(1);
  }
  if (text.size() < digits) return std::nullopt;
  int64_t number = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return number;
}

}  // namespace

std::optional<int64_t> ParseTimeUs(std::string_view text) {
  const auto year = TakeNumber(text, 4, 0);
  const auto month = TakeNumber(text, 2, '-');
  const auto day = TakeNumber(text, 2, '-');
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1 || *day > 31) {
    return std::nullopt;
  }
  int64_t seconds = DaysSinceEpoch(*year, *month, *day) * 86400;
  if (!text.empty()) {
    const auto hour = TakeNumber(text, 2, ' ');
    const auto minute = TakeNumber(text, 2, ':');
    const auto second = TakeNumber(text, 2, ':');
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) {
      return std::nullopt;
    }
    seconds += *hour * 3600 + *minute * 60 + *second;
    if (!text.empty() && text != "Z") return std::nullopt;
  }
  return seconds * 1'000'000;
}

std::optional<Columns> ParseColumns(std::string_view text) {
  Columns columns{"", "", "", "", "", "", ""};
  const std::map<std::string_view, std::string*> names = {
      {"receipt", &columns.receipt},   {"sku", &columns.sku},   {"name", &columns.name},
      {"quantity", &columns.quantity}, {"price", &columns.price}, {"card", &columns.card},
      {"time", &columns.time}};
  while (!text.empty()) {
    const size_t end = text.find(',');
    const std::string_view part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    const size_t equals = part.find('=');
    const auto name = names.find(part.substr(0, equals));
    if (equals == std::string_view::npos || name == names.end()) return std::nullopt;
    *name->second = part.substr(equals + 1);
  }
  const bool complete = !columns.receipt.empty() && !columns.sku.empty() &&
                        !columns.quantity.empty() && !columns.price.empty();
  return complete ? std::optional(columns) : std::nullopt;
}

std::optional<Receipts> ReadReceipts(std::istream& in, const Columns& columns,
                                     uint32_t currency_digits, std::string& error) {
  CsvReader reader(in);
  std::vector<std::string> row;
  if (!reader.Next(row)) {
    error = reader.error().empty() ? "it is empty" : reader.error();
    return std::nullopt;
  }
  const std::optional<Positions> at = FindColumns(row, columns, error);
  if (!at) return std::nullopt;
  Receipts result;
  Grouping grouping(result);
  while (reader.Next(row)) {
    ++result.rows;
    Item item;
    if (const char* reason = ReadRow(row, *at, currency_digits, item, result.rounded)) {
      ++result.skipped[reason];
      continue;
    }
    const std::string card = at->card < row.size() ? row[at->card] : "";
    const int64_t time_us =
        at->time < row.size() ? ParseTimeUs(row[at->time]).value_or(0) : 0;
    grouping.Add(row[at->receipt], card, time_us, std::move(item));
  }
  error = reader.error();
  if (!error.empty()) return std::nullopt;
  return result;
}

int64_t BasketPriceMinor(std::string_view label) {
  uint32_t hash = 2166136261u;
  for (char c : label) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return static_cast<int64_t>(hash % 480) * 100 + 1999;
}

std::optional<Receipts> ReadBaskets(std::istream& in, std::string& error) {
  CsvReader reader(in);
  std::vector<std::string> row;
  Receipts result;
  Grouping grouping(result);
  while (reader.Next(row)) {
    for (const std::string& label : row) {
      ++result.rows;
      if (label.empty()) {
        ++result.skipped["sku_empty"];
        continue;
      }
      Item item;
      item.sku = Bounded(label, kSkuBytes);
      item.name = Bounded(label, kNameBytes);
      item.quantity_milli = 1000;
      item.unit_price_minor = BasketPriceMinor(label);
      grouping.Add(std::to_string(reader.line_number()), "", 0, std::move(item));
    }
  }
  error = reader.error();
  if (!error.empty()) return std::nullopt;
  return result;
}

}  // namespace tessera::till
