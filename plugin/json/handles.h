// The handles that JSON hosts hold as numbers.
#ifndef TESSERA_PLUGIN_JSON_HANDLES_H_
#define TESSERA_PLUGIN_JSON_HANDLES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "tessera/plugin.h"

namespace tessera::plugin::json {

// Thread-safe. A number is never given twice. Whoever got a handle may use it until it lets go, even
// where another thread took it out meanwhile.
class Handles {
 public:
  using Plugin = std::shared_ptr<tessera_plugin>;
  using Sale = std::shared_ptr<tessera_sale>;

  // The table releases what comes out.
  explicit Handles(const tessera_api& api) : api_(api) {}

  int64_t Keep(tessera_plugin* plugin);
  int64_t Keep(int64_t plugin, tessera_sale* sale);
  // INVALID_ARGUMENT / HANDLE_INVALID.
  absl::StatusOr<Plugin> FindPlugin(int64_t number);
  absl::StatusOr<Sale> FindSale(int64_t number);
  // Takes it out; of a plugin its sales too. Nothing happens for a number that is not there.
  void DropPlugin(int64_t number);
  void DropSale(int64_t number);

  // Around a fork, so that no child finds it locked by a thread that it does not have.
  void Lock() { mutex_.lock(); }
  void Unlock() { mutex_.unlock(); }

 private:
  struct OpenSale {
    int64_t plugin = 0;
    Sale sale;
  };

  const tessera_api& api_;
  std::mutex mutex_;
  int64_t last_ = 0;
  std::map<int64_t, Plugin> plugins_;
  std::map<int64_t, OpenSale> sales_;
};

}  // namespace tessera::plugin::json

#endif  // TESSERA_PLUGIN_JSON_HANDLES_H_
