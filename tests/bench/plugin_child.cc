#include "plugin_child.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "plugin_host.h"
#include "sample.h"

namespace tessera::bench {
namespace {

void WriteBasket(const std::string& folder, const Options& options) {
  std::ofstream file(folder + "/basket.txt");
  const v1::Basket basket = MakeBasket(options.lines);
  for (const v1::Line& line : basket.lines()) {
    file << line.sku() << '\t' << line.category() << '\t' << line.unit_price_minor() << '\n';
  }
}

}  // namespace

absl::StatusOr<std::map<std::string, double>> RunChild(const std::string& mode,
                                                       const std::string& folder,
                                                       const Options& options) {
  WriteBasket(folder, options);
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  const std::string command =
      absl::StrCat("'", (self.parent_path() / "tessera-bench-till").string(), "' ", mode, " '",
                   folder, "' '", LibraryPath(), "' ", options.members);
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return absl::InternalError("tessera-bench-till could not be started");
  std::string text;
  std::array<char, 256> piece{};
  while (fgets(piece.data(), piece.size(), pipe) != nullptr) text += piece.data();
  if (pclose(pipe) != 0) return absl::InternalError(absl::StrCat("tessera-bench-till failed: ", mode));
  std::map<std::string, double> found;
  std::istringstream words(text);
  std::string name;
  double value = 0;
  while (words >> name >> value) found[name] = value;
  return found;
}

}  // namespace tessera::bench
