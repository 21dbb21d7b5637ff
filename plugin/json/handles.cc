#include "tessera/plugin/json/handles.h"

#include <iterator>
#include <utility>
#include <vector>

#include "tessera/base/status.h"

namespace tessera::plugin::json {

int64_t Handles::Keep(tessera_plugin* plugin) {
  Plugin kept(plugin, api_.close);
  std::lock_guard<std::mutex> lock(mutex_);
  plugins_[++last_] = std::move(kept);
  return last_;
}

int64_t Handles::Keep(int64_t plugin, tessera_sale* sale) {
  Sale kept(sale, api_.sale_release);
  std::lock_guard<std::mutex> lock(mutex_);
  sales_[++last_] = {plugin, std::move(kept)};
  return last_;
}

absl::StatusOr<Handles::Plugin> Handles::FindPlugin(int64_t number) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = plugins_.find(number);
  if (found != plugins_.end()) return found->second;
  return InvalidInput("HANDLE_INVALID", "plugin", "no plugin of this number is open");
}

absl::StatusOr<Handles::Sale> Handles::FindSale(int64_t number) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = sales_.find(number);
  if (found != sales_.end()) return found->second.sale;
  return InvalidInput("HANDLE_INVALID", "sale", "no sale of this number is open");
}

void Handles::DropPlugin(int64_t number) {
  // They end after the lock is given back, the sales first.
  Plugin plugin;
  std::vector<Sale> sales;
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = plugins_.find(number);
  if (found == plugins_.end()) return;
  plugin = std::move(found->second);
  plugins_.erase(found);
  for (auto one = sales_.begin(); one != sales_.end();) {
    if (one->second.plugin == number) sales.push_back(std::move(one->second.sale));
    one = one->second.plugin == number ? sales_.erase(one) : std::next(one);
  }
}

void Handles::DropSale(int64_t number) {
  Sale sale;
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = sales_.find(number);
  if (found == sales_.end()) return;
  sale = std::move(found->second.sale);
  sales_.erase(found);
}

}  // namespace tessera::plugin::json
