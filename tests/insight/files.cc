#include "files.h"

#include <zlib.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <utility>

#include "tessera/insight/periods.h"

namespace tessera::insight {
namespace {

// "29.33" as 2933 of two digits.
int64_t MoneyOf(const std::string& text, int digits) {
  const size_t point = text.find('.');
  std::string number = text.substr(0, point);
  std::string rest = point == std::string::npos ? "" : text.substr(point + 1);
  rest.resize(static_cast<size_t>(digits), '0');
  return std::stoll(number + rest);
}

int32_t DayOf(const std::string& date) {
  const auto day = ParseDay(date);
  BOOST_REQUIRE_MESSAGE(day, "no date: " << date);
  return *day;
}

struct Invoice {
  Purchase purchase;
  bool sold = false;
};

}  // namespace

std::string DataFolder() {
  const char* const set = std::getenv("TESSERA_SHARED_DATA");
  const std::string folder = set == nullptr ? TESSERA_SHARED_DATA : set;
  if (std::filesystem::exists(folder + "/cdnow/CDNOW_sample.txt")) return folder;
  BOOST_TEST_MESSAGE("skipped: no purchases in " << folder << " (set TESSERA_SHARED_DATA)");
  return "";
}

std::vector<std::string> LinesOf(const std::string& path) {
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  BOOST_REQUIRE_MESSAGE(file != nullptr, "can't be opened: " << path);
  std::string text;
  std::vector<char> part(1 << 16);
  int size = 0;
  while ((size = gzread(file.get(), part.data(), static_cast<unsigned>(part.size()))) > 0) {
    text.append(part.data(), static_cast<size_t>(size));
  }
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> CellsOf(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char letter : line) {
    if (letter == '"') {
      quoted = !quoted;
    } else if (letter == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(letter);
    }
  }
  return cells;
}

std::vector<Purchase> ReadCdnow() {
  std::vector<Purchase> purchases;
  for (const std::string& line : LinesOf(DataFolder() + "/cdnow/CDNOW_sample.txt")) {
    std::istringstream words(line);
    std::string cohort, customer, date, discs, money;
    words >> cohort >> customer >> date >> discs >> money;
    if (money.empty()) continue;
    const std::string day = date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2);
    purchases.push_back({std::stoll(customer), DayOf(day), MoneyOf(money, 2), false});
  }
  return purchases;
}

std::vector<Purchase> ReadOnlineRetail() {
  std::map<std::string, Invoice> invoices;
  const auto lines = LinesOf(DataFolder() + "/online_retail/online_retail.csv.gz");
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = CellsOf(lines[i]);
    BOOST_REQUIRE(cells.size() == 8);
    if (cells[6].empty()) continue;
    const int64_t quantity = std::stoll(cells[3]);
    const int64_t price = MoneyOf(cells[5], 3);
    Invoice& invoice = invoices[cells[0]];
    invoice.purchase.customer = std::stoll(cells[6]);
    invoice.purchase.day = DayOf(cells[4].substr(0, 10));
    invoice.purchase.is_return = cells[0][0] == 'C';
    invoice.sold |= quantity > 0 && price > 0;
    if ((quantity > 0) == !invoice.purchase.is_return) invoice.purchase.money += quantity * price;
  }
  std::vector<Purchase> purchases;
  for (const auto& [number, invoice] : invoices) {
    if (invoice.sold || invoice.purchase.is_return) purchases.push_back(invoice.purchase);
  }
  return purchases;
}

std::vector<Purchase> Daily(const std::vector<Purchase>& purchases) {
  std::map<std::pair<int64_t, int32_t>, Purchase> days;
  for (const Purchase& purchase : purchases) {
    Purchase& day = days[{purchase.customer, purchase.day}];
    const int64_t money = day.money + purchase.money;
    day = purchase;
    day.money = money;
  }
  std::vector<Purchase> daily;
  for (const auto& [key, purchase] : days) daily.push_back(purchase);
  return daily;
}

Receipts ReceiptsOf(const std::vector<Purchase>& purchases) {
  std::map<int64_t, int64_t> numbers;
  Receipts receipts;
  int64_t sale_no = 0;
  for (const Purchase& purchase : purchases) {
    const auto number = numbers.emplace(purchase.customer, static_cast<int64_t>(numbers.size()) + 1);
    Receipt receipt;
    receipt[Column::kSaleNo] = ++sale_no;
    receipt[Column::kMember] = number.first->second;
    receipt[Column::kDay] = purchase.day;
    receipt[Column::kSaleDay] = purchase.day;
    receipt[Column::kFlags] = purchase.is_return ? kReturn | kNoSale : 0;
    receipt[Column::kGross] = purchase.money;
    receipt[Column::kNet] = purchase.money;
    receipts.Add(receipt);
  }
  return receipts;
}

}  // namespace tessera::insight
