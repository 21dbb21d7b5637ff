// tessera-bench-till: a host of libtessera.so that links nothing else, for what is measured of the
// plugin in a process of its own. Run by tessera-bench; see plugin_child.h.
//
// Usage: tessera-bench-till cold|bare|sales FOLDER LIBRARY MEMBERS
// FOLDER has a till's data and basket.txt: a good a line, sku, category and price separated by tabs.
#include <dlfcn.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tessera/plugin.hpp"

namespace tessera::bench {
namespace {

constexpr int kFirstSales = 100;
constexpr int kSales = 10'000;
constexpr char kNobody[] = "127.0.0.1:9";  // discard: nobody listens

using Clock = std::chrono::steady_clock;

template <typename Value>
Value Take(const char* what, pos::Result<Value> result) {
  if (result.ok()) return std::move(*result);
  throw std::runtime_error(std::string(what) + ": " + result.error().reason + ": " +
                           result.error().message);
}

// As the bench's members have them.
std::string CardOf(int number) {
  char card[32];
  std::snprintf(card, sizeof(card), "2977%09d", number);
  return card;
}

struct Good {
  std::string sku;
  std::string category;
  int64_t price_minor = 0;
};

std::vector<Good> ReadBasket(const std::string& folder) {
  std::vector<Good> goods;
  std::ifstream file(folder + "/basket.txt");
  for (std::string text; std::getline(file, text);) {
    std::istringstream fields(text);
    Good good;
    std::string price;
    std::getline(fields, good.sku, '\t');
    std::getline(fields, good.category, '\t');
    std::getline(fields, price);
    good.price_minor = std::stoll(price);
    goods.push_back(good);
  }
  return goods;
}

pos::Plugin OpenPlugin(const std::string& folder, const std::string& library) {
  void* const loaded = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded == nullptr) throw std::runtime_error(dlerror());
  const auto get_api =
      reinterpret_cast<tessera_get_api_function>(dlsym(loaded, "tessera_get_api"));
  pos::Config config;
  config.insecure = true;
  config.data_folder = folder;
  config.server = kNobody;
  config.store_id = "bench-store";
  config.terminal_id = "bench-till";
  return Take("open", pos::Plugin::Open(get_api(TESSERA_ABI_MAJOR), config));
}

pos::Sale QuoteSale(pos::Plugin& plugin, const std::string& card,
                    const std::vector<Good>& goods) {
  pos::Sale sale = Take("sale_begin", plugin.BeginSale());
  Take("sale_scan", sale.ScanCard(card));
  uint32_t number = 0;
  for (const Good& good : goods) {
    pos::Line line;
    line.line_no = ++number;
    line.sku = good.sku;
    line.category = good.category;
    line.quantity_milli = 1'000;
    line.unit_price_minor = good.price_minor;
    Take("set_line", sale.SetLine(line));
  }
  const pos::Answer answer = Take("sale_quote", sale.Quote());
  const auto totals = answer.totals();
  if (!totals || totals->source != TESSERA_SOURCE_CACHE) {
    throw std::runtime_error("the quote did not come from the cache");
  }
  return sale;
}

double MillisecondsSince(Clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

void StartCold(const std::string& folder, const std::string& library, int members) {
  const std::vector<Good> goods = ReadBasket(folder);
  const Clock::time_point begun = Clock::now();
  pos::Plugin plugin = OpenPlugin(folder, library);
  const pos::Sale sale = QuoteSale(plugin, CardOf(members / 2), goods);
  std::cout << "ms " << MillisecondsSince(begun) << "\n";
}

void OpenBare(const std::string& folder) {
  std::string path;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (name.rfind("cache-", 0) == 0 && file.path().extension() == ".db") path = file.path().string();
  }
  const Clock::time_point begun = Clock::now();
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_open(path.c_str(), &database);
  if (code == SQLITE_OK) {
    code = sqlite3_prepare_v2(database, "SELECT message FROM member LIMIT 1", -1, &statement, nullptr);
  }
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  std::cout << "ms " << MillisecondsSince(begun) << "\n";
  sqlite3_finalize(statement);
  sqlite3_close(database);
  if (code != SQLITE_ROW) throw std::runtime_error("bare SQLite does not read the cache");
}

// What this process has, with what it shares with others.
double ResidentBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmRSS:") continue;
    double kib = 0;
    status >> kib;
    return 1024 * kib;
  }
  throw std::runtime_error("/proc/self/status has no VmRSS");
}

void Sell(const std::string& folder, const std::string& library, int members) {
  const std::vector<Good> goods = ReadBasket(folder);
  const double before = ResidentBytes();
  pos::Plugin plugin = OpenPlugin(folder, library);
  for (int i = 0; i < kSales; ++i) {
    pos::Sale sale = QuoteSale(plugin, CardOf(i % members), goods);
    Take("sale_commit", sale.Commit(pos::Fiscal{}));
    if (i + 1 == kFirstSales) std::cout << "first_bytes " << ResidentBytes() - before << "\n";
  }
  std::cout << "bytes " << ResidentBytes() - before << "\n";
}

int Main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: tessera-bench-till cold|bare|sales FOLDER LIBRARY MEMBERS\n";
    return EXIT_FAILURE;
  }
  const std::string mode = argv[1];
  try {
    if (mode == "cold") StartCold(argv[2], argv[3], std::atoi(argv[4]));
    if (mode == "bare") OpenBare(argv[2]);
    if (mode == "sales") Sell(argv[2], argv[3], std::atoi(argv[4]));
  } catch (const std::exception& error) {
    std::cerr << "tessera-bench-till: " << error.what() << std::endl;
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace tessera::bench

int main(int argc, char** argv) { return tessera::bench::Main(argc, argv); }
