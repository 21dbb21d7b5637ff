// What the opaque handles of the C ABI hold, and what every call does around its work.
#ifndef TESSERA_PLUGIN_ABI_HANDLES_H_
#define TESSERA_PLUGIN_ABI_HANDLES_H_

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "tessera/base/status.h"
#include "tessera/plugin.h"
#include "tessera/plugin/abi/error.h"
#include "tessera/plugin/abi/instance.h"
#include "tessera/plugin/sale/answer.h"
#include "tessera/plugin/sale/sale.h"

struct tessera_plugin {
  std::shared_ptr<tessera::plugin::Instance> instance;
};

struct tessera_sale {
  std::shared_ptr<tessera::plugin::Instance> instance;  // outlives `sale`
  std::unique_ptr<tessera::plugin::Sale> sale;
  tessera::plugin::Wait wait;
  tessera::plugin::Wait commit_wait;
  // One call at a time: who finds it set is sent away.
  std::atomic<bool> busy{false};
  // A fault of ours happened in it: whatever state it is in, it is not trusted again.
  bool poisoned = false;
};

struct tessera_answer {
  tessera::plugin::Answer answer;
  uint32_t scan_kind = 0;  // enum tessera_scan_kind; 0 if it is not of a scan
};

namespace tessera::plugin {

// work() with everything that may be thrown turned into a code, the making of its report included.
// language() is asked where there is something to say.
template <typename Language, typename Work>
int32_t Guarded(tessera_error* error, Language&& language, Work&& work) noexcept {
  try {
    const absl::Status status = work();
    return status.ok() ? Report(status, "", error) : Report(status, language(), error);
  } catch (...) {
    return ReportFault(error);
  }
}

inline absl::Status HandleMissing(absl::string_view handle) {
  return InvalidInput("HANDLE_INVALID", handle, "must not be NULL");
}

// Threads and connections did not come along with a fork.
inline absl::Status Forked() {
  return MakeError(absl::StatusCode::kUnavailable, "FORKED", "",
                   "a child of the process that opened has no plugin: start a program of its own");
}

// A child's copy of a lock may be held by a thread that is not there: nothing else is touched.
inline int32_t Unusable(bool missing, absl::string_view handle, tessera_error* error) noexcept {
  return Guarded(
      error, [] { return absl::string_view(); },
      [&] { return missing ? HandleMissing(handle) : Forked(); });
}

// One call on a plugin: work(Instance&).
template <typename Work>
int32_t OnPlugin(tessera_plugin* plugin, tessera_error* error, Work&& work) noexcept {
  if (plugin == nullptr || !plugin->instance->IsOpener()) {
    return Unusable(plugin == nullptr, "plugin", error);
  }
  return Guarded(
      error, [&] { return plugin->instance->till().language(); },
      [&] { return work(*plugin->instance); });
}

// The turn on a sale, for as long as it lives.
class SaleTurn {
 public:
  explicit SaleTurn(tessera_sale& sale) : sale_(sale), taken_(!sale.busy.exchange(true)) {}
  ~SaleTurn() {
    if (taken_) sale_.busy = false;
  }
  SaleTurn(const SaleTurn&) = delete;
  SaleTurn& operator=(const SaleTurn&) = delete;
  bool taken() const { return taken_; }

 private:
  tessera_sale& sale_;
  const bool taken_;
};

// One call on a sale: work(Sale&). An internal fault poisons it.
template <typename Work>
int32_t OnSale(tessera_sale* sale, tessera_error* error, Work&& work) noexcept {
  if (sale == nullptr || !sale->instance->IsOpener()) {
    return Unusable(sale == nullptr, "sale", error);
  }
  return Guarded(
      error, [&] { return sale->instance->till().language(); },
      [&]() -> absl::Status {
        const SaleTurn turn(*sale);
        if (!turn.taken()) {
          return Refused("SALE_BUSY", "", "another call of this sale is under way");
        }
        if (sale->poisoned) return Broken("an earlier call on this sale failed internally");
        // Until it is known to be otherwise: work may throw.
        sale->poisoned = true;
        const absl::Status status = work(*sale->sale);
        sale->poisoned = CodeOf(status) == TESSERA_INTERNAL;
        return status;
      });
}

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_HANDLES_H_
