#include "plugin_child.h"

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "plugin_host.h"
#include "sample.h"
#include "stopwatch.h"
#include "tessera/base/status.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {
namespace {

constexpr int kFirstSales = 100;
constexpr int kSales = 10'000;
constexpr char kNobody[] = "127.0.0.1:9";  // discard: nobody listens

using Found = std::map<std::string, double>;

double ResidentBytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word != "VmRSS:") continue;
    double kib = 0;
    status >> kib;
    return 1024 * kib;
  }
  return 0;
}

double MillisecondsSince(int64_t begun_ns) {
  return 1e-6 * static_cast<double>(ClockNs() - begun_ns);
}

absl::StatusOr<Found> StartCold(const std::string& folder, const Options& options) {
  const v1::Basket basket = MakeBasket(options.lines);
  const int64_t begun_ns = ClockNs();
  TESSERA_ASSIGN_OR_RETURN(pos::Plugin plugin, OpenPlugin(kNobody, folder));
  TESSERA_RETURN_IF_ERROR(
      QuoteSale(plugin, support::CardOf(options.members / 2), basket, /*offline=*/true).status());
  return Found{{"ms", MillisecondsSince(begun_ns)}};
}

absl::StatusOr<Found> OpenBare(const std::string& folder) {
  std::string path;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (name.rfind("cache-", 0) == 0 && file.path().extension() == ".db") path = file.path().string();
  }
  const int64_t begun_ns = ClockNs();
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_open(path.c_str(), &database);
  if (code == SQLITE_OK) {
    code = sqlite3_prepare_v2(database, "SELECT message FROM member LIMIT 1", -1, &statement, nullptr);
  }
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  const Found found{{"ms", MillisecondsSince(begun_ns)}};
  sqlite3_finalize(statement);
  sqlite3_close(database);
  if (code != SQLITE_ROW) return absl::InternalError("bare SQLite does not read the cache");
  return found;
}

absl::StatusOr<Found> Sell(const std::string& folder, const Options& options) {
  const v1::Basket basket = MakeBasket(options.lines);
  const double before = ResidentBytes();
  TESSERA_ASSIGN_OR_RETURN(pos::Plugin plugin, OpenPlugin(kNobody, folder));
  double first = 0;
  for (int i = 0; i < kSales; ++i) {
    TESSERA_ASSIGN_OR_RETURN(
        pos::Sale sale,
        QuoteSale(plugin, support::CardOf(i % options.members), basket, /*offline=*/true));
    const pos::Result<pos::Answer> committed = sale.Commit(pos::Fiscal{});
    if (!committed.ok()) return FromPlugin("sale_commit", committed.error());
    if (i + 1 == kFirstSales) first = ResidentBytes() - before;
  }
  return Found{{"first_bytes", first}, {"bytes", ResidentBytes() - before}};
}

}  // namespace

absl::StatusOr<Found> RunChild(const std::string& mode, const std::string& folder,
                               const Options& options) {
  const std::string command =
      absl::StrCat("'", std::filesystem::read_symlink("/proc/self/exe").string(), "' plugin-child ",
                   mode, " '", folder, "' --lines ", options.lines, " --members ", options.members);
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return absl::InternalError("a child could not be started");
  std::string text;
  std::array<char, 256> piece{};
  while (fgets(piece.data(), piece.size(), pipe) != nullptr) text += piece.data();
  if (pclose(pipe) != 0) return absl::InternalError(absl::StrCat("the child failed: ", mode));
  Found found;
  std::istringstream words(text);
  std::string name;
  double value = 0;
  while (words >> name >> value) found[name] = value;
  return found;
}

int BeChild(const std::string& mode, const std::string& folder, const Options& options) {
  const auto found = mode == "cold"   ? StartCold(folder, options)
                     : mode == "bare" ? OpenBare(folder)
                                      : Sell(folder, options);
  if (!found.ok()) {
    std::cerr << "tessera-bench: " << found.status().message() << std::endl;
    return EXIT_FAILURE;
  }
  for (const auto& [name, value] : *found) std::cout << name << " " << value << "\n";
  return EXIT_SUCCESS;
}

}  // namespace tessera::bench
