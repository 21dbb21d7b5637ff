#include "goods.h"

#include <utility>
#include <vector>

#include "amount.h"
#include "csv.h"
#include "tessera/plugin.h"
#include "text.h"

namespace tessera::till {
namespace {

constexpr const char* kColumns[] = {"sku",        "name",       "category",           "brand",
                                    "labels",     "unit_price", "minimum_unit_price", "flags"};
enum Column { kSku, kName, kCategory, kBrand, kLabels, kUnitPrice, kMinimumUnitPrice, kFlags };

using Positions = std::vector<size_t>;

std::optional<Positions> FindColumns(const std::vector<std::string>& header, std::string& error) {
  Positions positions;
  for (const char* column : kColumns) {
    size_t at = 0;
    while (at < header.size() && header[at] != column) ++at;
    if (at == header.size()) {
      error = std::string("the header lacks the column ") + column;
      return std::nullopt;
    }
    positions.push_back(at);
  }
  return positions;
}

bool ReadFlags(std::string_view words, Good& good) {
  while (!words.empty()) {
    const size_t end = words.find_first_of("; |");
    const std::string_view word = words.substr(0, end);
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
    if (word.empty()) continue;
    if (word == "weight") {
      good.weighed = true;
      good.flags |= TESSERA_LINE_WEIGHED;
      continue;
    }
    const std::optional<uint32_t> flag = ParseLineFlag(word);
    if (!flag) return false;
    good.flags |= *flag;
  }
  return true;
}

// Empty on success, otherwise what is wrong.
std::string ReadGood(const std::vector<std::string>& row, const Positions& at, uint32_t digits,
                     Good& good) {
  const auto field = [&](Column column) {
    return at[column] < row.size() ? row[at[column]] : std::string();
  };
  good.sku = field(kSku);
  good.name = Printable(field(kName));
  good.category = field(kCategory);
  good.brand = field(kBrand);
  good.labels = field(kLabels);
  if (good.sku.empty()) return "sku is empty";
  const std::optional<Decimal> price = ParseDecimal(field(kUnitPrice), digits);
  if (!price || price->rounded || price->value < 0) return "unit_price is not a price";
  good.unit_price_minor = price->value;
  if (!field(kMinimumUnitPrice).empty()) {
    const std::optional<Decimal> minimum = ParseDecimal(field(kMinimumUnitPrice), digits);
    if (!minimum || minimum->rounded || minimum->value < 0) {
      return "minimum_unit_price is not a price";
    }
    good.minimum_unit_price_minor = minimum->value;
  }
  return ReadFlags(field(kFlags), good) ? "" : "flags has an unknown word";
}

}  // namespace

std::optional<uint32_t> ParseLineFlag(std::string_view word) {
  if (word == "no_discount") return TESSERA_LINE_NO_DISCOUNT;
  if (word == "no_earn") return TESSERA_LINE_NO_EARN;
  if (word == "no_spend") return TESSERA_LINE_NO_SPEND;
  if (word == "on_sale") return TESSERA_LINE_ON_SALE;
  if (word == "weighed") return TESSERA_LINE_WEIGHED;
  return std::nullopt;
}

std::optional<Catalogue> Catalogue::Read(std::istream& in, uint32_t currency_digits,
                                         std::string& error) {
  CsvReader reader(in);
  std::vector<std::string> row;
  if (!reader.Next(row)) {
    error = reader.error().empty() ? "it is empty" : reader.error();
    return std::nullopt;
  }
  const std::optional<Positions> positions = FindColumns(row, error);
  if (!positions) return std::nullopt;
  Catalogue catalogue;
  while (reader.Next(row)) {
    Good good;
    const std::string fault = ReadGood(row, *positions, currency_digits, good);
    if (!fault.empty()) {
      error = "line " + std::to_string(reader.line_number()) + ": " + fault;
      return std::nullopt;
    }
    const std::string sku = good.sku;
    if (!catalogue.goods_.emplace(sku, std::move(good)).second) {
      error = "line " + std::to_string(reader.line_number()) + ": sku " + sku + " is repeated";
      return std::nullopt;
    }
  }
  error = reader.error();
  if (!error.empty()) return std::nullopt;
  return catalogue;
}

const Good* Catalogue::Find(std::string_view code) const {
  if (code.size() > 3 && code.front() == ']') code.remove_prefix(3);
  const auto found = goods_.find(code);
  return found == goods_.end() ? nullptr : &found->second;
}

}  // namespace tessera::till
