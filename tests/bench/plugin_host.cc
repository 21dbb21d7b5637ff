#include "plugin_host.h"

#include <dlfcn.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sample.h"
#include "tessera/base/status.h"

namespace tessera::bench {

absl::Status FromPlugin(const char* what, const pos::Error& error) {
  return absl::InternalError(absl::StrCat(what, ": ", error.reason, ": ", error.message));
}

std::string LibraryPath() {
  std::error_code ignored;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (self.parent_path() / "libtessera.so").string();
}

absl::StatusOr<pos::Plugin> OpenPlugin(const std::string& address, const std::string& folder) {
  void* library = dlopen(LibraryPath().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return absl::InternalError(absl::StrCat("dlopen: ", dlerror()));
  const auto get_api =
      reinterpret_cast<tessera_get_api_function>(dlsym(library, "tessera_get_api"));
  if (get_api == nullptr) return absl::InternalError("tessera_get_api is not exported");
  pos::Config config;
  config.insecure = true;
  config.data_folder = folder;
  config.server = address;
  config.store_id = kStore;
  config.terminal_id = kTerminal;
  pos::Result<pos::Plugin> plugin = pos::Plugin::Open(get_api(TESSERA_ABI_MAJOR), config);
  if (!plugin.ok()) return FromPlugin("open", plugin.error());
  return std::move(*plugin);
}

absl::Status FillSale(const v1::Basket& basket, pos::Sale& sale) {
  for (const v1::Line& from : basket.lines()) {
    pos::Line line;
    line.line_no = from.line_no();
    line.sku = from.sku();
    line.name = from.name();
    line.category = from.category();
    line.brand = from.brand();
    line.quantity_milli = from.quantity_milli();
    line.unit_price_minor = from.unit_price_minor();
    const pos::Result<pos::Done> set = sale.SetLine(line);
    if (!set.ok()) return FromPlugin("set_line", set.error());
  }
  return absl::OkStatus();
}

absl::StatusOr<pos::Sale> QuoteSale(pos::Plugin& plugin, const std::string& card,
                                    const v1::Basket& basket, bool offline) {
  pos::Result<pos::Sale> sale = plugin.BeginSale();
  if (!sale.ok()) return FromPlugin("sale_begin", sale.error());
  const pos::Result<pos::Scan> scanned = sale->ScanCard(card);
  if (!scanned.ok()) return FromPlugin("sale_scan", scanned.error());
  TESSERA_RETURN_IF_ERROR(FillSale(basket, *sale));
  const pos::Result<pos::Answer> answer = sale->Quote();
  if (!answer.ok()) return FromPlugin("sale_quote", answer.error());
  const std::optional<pos::Totals> totals = answer->totals();
  if (!totals || (totals->source == TESSERA_SOURCE_CACHE) != offline) {
    return absl::InternalError("the quote came from elsewhere than it should");
  }
  return std::move(*sale);
}

}  // namespace tessera::bench
