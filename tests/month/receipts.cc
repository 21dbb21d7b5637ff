#include "receipts.h"

#include <array>
#include <cstdlib>
#include <random>

#include <zlib.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "books.h"

namespace tessera::month {
namespace {

constexpr int kCustomers = 40;

struct Good {
  const char* sku;
  int64_t price;
  bool weighed;
};
constexpr std::array<Good, 8> kGoods = {{{"bread", 4'590, false},
                                         {"milk", 8'999, false},
                                         {"coffee", 15'000, false},
                                         {"cheese", 89'900, true},
                                         {"apples", 12'950, true},
                                         {"chocolate", 11'111, false},
                                         {"wine", 79'900, false},
                                         {"bag", 700, false}}};
constexpr std::array<const char*, 3> kStores = {"msk-1", "ekb-1", "vvo-1"};

void AddLine(v1::Basket& basket, const std::string& sku, int64_t quantity_milli, int64_t price) {
  v1::Line& line = *basket.add_lines();
  line.set_line_no(static_cast<uint32_t>(basket.lines_size()));
  line.set_sku(sku);
  line.set_quantity_milli(quantity_milli);
  line.set_unit_price_minor(price);
}

// A field of the source that may be quoted.
std::vector<std::string> Fields(const std::string& row) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : row) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r' && c != '\n') {
      fields.back().push_back(c);
    }
  }
  return fields;
}

// "2.55" as 255; -1 for what is no price of goods.
int64_t Pence(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  int64_t whole = 0;
  int64_t rest = 0;
  if (parts.size() > 2 || !absl::SimpleAtoi(parts[0], &whole) || whole < 0) return -1;
  if (parts.size() == 1) return whole * 100;
  const std::string digits = (parts[1] + "00").substr(0, 2);
  return absl::SimpleAtoi(digits, &rest) ? whole * 100 + rest : -1;
}

void AddRow(const std::vector<std::string>& fields, Receipt& receipt) {
  int64_t quantity = 0;
  const int64_t price = Pence(fields[5]);
  if (!absl::SimpleAtoi(fields[3], &quantity) || price <= 0) return;
  if ((quantity < 0) != receipt.is_return || quantity == 0) return;
  if (receipt.basket.lines_size() == 30) return;  // invoices of wholesalers have hundreds
  AddLine(receipt.basket, fields[1], std::abs(quantity) * 1'000, price);
}

}  // namespace

std::vector<Receipt> MakeReceipts(uint32_t seed, int64_t begin, int days, int receipts_a_day) {
  std::mt19937 random(seed);
  const auto any = [&](size_t below) { return random() % below; };
  std::vector<Receipt> receipts;
  for (int day = 0; day < days; ++day) {
    for (int i = 0; i < receipts_a_day; ++i) {
      Receipt& receipt = receipts.emplace_back();
      const int64_t slot = (kDay - 60'000'000) / receipts_a_day;
      receipt.at = begin + day * kDay + 60'000'000 + i * slot + static_cast<int64_t>(any(1'000'000));
      receipt.store = kStores[any(kStores.size())];
      receipt.basket.set_currency_code("RUB");
      // Some come daily, some now and then, some just once; new ones all month long.
      const size_t known = 8 + static_cast<size_t>(day);
      if (any(5) > 0) receipt.customer = absl::StrCat("C", any(2) == 0 ? any(8) : any(std::min<size_t>(known, kCustomers)));
      const size_t lines = 1 + any(5);
      for (size_t line = 0; line < lines; ++line) {
        const Good& good = kGoods[any(kGoods.size())];
        const int64_t quantity = good.weighed ? 200 + static_cast<int64_t>(any(2'300))
                                              : 1'000 * (1 + static_cast<int64_t>(any(3)));
        AddLine(receipt.basket, good.sku, quantity, good.price);
        receipt.basket.mutable_lines(receipt.basket.lines_size() - 1)->set_weighed(good.weighed);
      }
    }
  }
  return receipts;
}

std::vector<Receipt> ReadReceipts(const std::string& folder, int64_t begin, int days,
                                  size_t limit) {
  std::vector<Receipt> receipts;
  const std::string path = folder + "/online_retail/online_retail.csv.gz";
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return receipts;
  std::string invoice;
  std::array<char, 4096> row{};
  gzgets(file, row.data(), row.size());  // names of the columns
  while (gzgets(file, row.data(), row.size()) != nullptr) {
    const std::vector<std::string> fields = Fields(row.data());
    if (fields.size() < 8) continue;
    if (fields[0] != invoice) {
      if (!receipts.empty() && receipts.back().basket.lines_size() == 0) receipts.pop_back();
      if (receipts.size() == limit) break;
      invoice = fields[0];
      Receipt& receipt = receipts.emplace_back();
      receipt.is_return = absl::StartsWith(invoice, "C");
      receipt.customer = fields[6];
      receipt.store = kStores[receipts.size() % kStores.size()];
      receipt.basket.set_currency_code("RUB");
    }
    AddRow(fields, receipts.back());
  }
  gzclose(file);
  if (!receipts.empty() && receipts.back().basket.lines_size() == 0) receipts.pop_back();
  const int64_t step = days * kDay / static_cast<int64_t>(receipts.size() + 1);
  for (size_t i = 0; i < receipts.size(); ++i) {
    receipts[i].at = begin + static_cast<int64_t>(i + 1) * step;
  }
  return receipts;
}

}  // namespace tessera::month
