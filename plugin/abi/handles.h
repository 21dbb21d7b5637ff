// What the opaque handles of the C ABI hold, and what every call does around its work.
#ifndef TESSERA_PLUGIN_ABI_HANDLES_H_
#define TESSERA_PLUGIN_ABI_HANDLES_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "tessera/base/status.h"
#include "tessera/plugin.h"
#include "tessera/plugin/abi/answer_handle.h"
#include "tessera/plugin/abi/error.h"
#include "tessera/plugin/abi/instance.h"
#include "tessera/plugin/abi/open_sale.h"

struct tessera_plugin {
  std::shared_ptr<tessera::plugin::Instance> instance;
};

struct tessera_sale {
  std::shared_ptr<tessera::plugin::OpenSale> open;
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

// One call on a sale that the host waits for: work(Sale&).
template <typename Work>
int32_t OnSale(tessera_sale* sale, tessera_error* error, Work&& work) noexcept {
  if (sale == nullptr || !sale->open->instance().IsOpener()) {
    return Unusable(sale == nullptr, "sale", error);
  }
  OpenSale& open = *sale->open;
  if (!open.TakeTurn()) {
    return Guarded(
        error, [&] { return open.instance().till().language(); }, [] { return SaleBusy(); });
  }
  const absl::Cleanup end = [&] { open.EndTurn(); };
  return Guarded(
      error, [&] { return open.instance().till().language(); },
      [&] { return open.Run(work); });
}

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_HANDLES_H_
