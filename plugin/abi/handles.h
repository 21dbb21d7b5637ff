// What the opaque handles of the C ABI hold, and what every call does around its work.
#ifndef TESSERA_PLUGIN_ABI_HANDLES_H_
#define TESSERA_PLUGIN_ABI_HANDLES_H_

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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
  // A fault of ours happened in it: whatever state it is in, it is not trusted again.
  bool poisoned = false;
};

struct tessera_answer {
  tessera::plugin::Answer answer;
};

namespace tessera::plugin {

// A host's struct of any age: what it does not have is zero, what we do not know is left alone.
// INVALID_ARGUMENT / STRUCT_SIZE_INVALID if it was not initialised.
template <typename Struct>
absl::StatusOr<Struct> CopyIn(const Struct* from, absl::string_view field) {
  if (from == nullptr) return InvalidInput("ARGUMENT_MISSING", field, "must not be NULL");
  if (from->struct_size < sizeof from->struct_size) {
    return InvalidInput("STRUCT_SIZE_INVALID", field, "set struct_size to sizeof the struct");
  }
  Struct copy{};
  std::memcpy(&copy, from, std::min<size_t>(from->struct_size, sizeof copy));
  return copy;
}

// Fills a host's view of any age. TESSERA_INVALID if it was not initialised.
template <typename View>
int32_t CopyOut(View full, View* to) {
  if (to == nullptr || to->struct_size < sizeof to->struct_size) return TESSERA_INVALID;
  full.struct_size = to->struct_size;
  std::memcpy(to, &full, std::min<size_t>(to->struct_size, sizeof full));
  return TESSERA_OK;
}

// A host's string. INVALID_ARGUMENT / TEXT_INVALID if it is not UTF-8.
absl::StatusOr<std::string> ReadText(tessera_string text, absl::string_view field);

// The string lives as long as what it points to.
inline tessera_string View(absl::string_view text) { return {text.data(), text.size()}; }

// work() with everything that may be thrown turned into a status.
template <typename Work>
absl::Status Catch(Work&& work) noexcept {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return absl::InternalError("out of memory");
  } catch (const std::exception& exception) {
    return absl::InternalError("an unexpected fault");
  } catch (...) {
    return absl::InternalError("an unexpected fault");
  }
}

// One call on a plugin: work(Instance&).
template <typename Work>
int32_t OnPlugin(tessera_plugin* plugin, tessera_error* error, Work&& work) noexcept {
  if (plugin == nullptr) {
    return Report(InvalidInput("HANDLE_INVALID", "plugin", "must not be NULL"), "", error);
  }
  if (!plugin->instance->IsOpener()) {
    return Report(InvalidInput("HANDLE_INVALID", "plugin", "was opened by the parent process"), "",
                  error);
  }
  std::string language;
  const absl::Status status = Catch([&] {
    language = plugin->instance->till().language();
    return work(*plugin->instance);
  });
  return Report(status, language, error);
}

// One call on a sale: work(Sale&). An internal fault poisons it.
template <typename Work>
int32_t OnSale(tessera_sale* sale, tessera_error* error, Work&& work) noexcept {
  if (sale == nullptr) {
    return Report(InvalidInput("HANDLE_INVALID", "sale", "must not be NULL"), "", error);
  }
  if (!sale->instance->IsOpener()) {
    return Report(InvalidInput("HANDLE_INVALID", "sale", "was begun by the parent process"), "",
                  error);
  }
  std::string language;
  const absl::Status status = Catch([&] {
    language = sale->instance->till().language();
    if (sale->poisoned) return Broken("an earlier call on this sale failed internally");
    return work(*sale->sale);
  });
  const int32_t code = Report(status, language, error);
  if (code == TESSERA_INTERNAL) sale->poisoned = true;
  return code;
}

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_HANDLES_H_
