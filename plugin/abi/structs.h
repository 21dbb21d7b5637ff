// A host's structs of any age, and what is read from those that several calls take.
#ifndef TESSERA_PLUGIN_ABI_STRUCTS_H_
#define TESSERA_PLUGIN_ABI_STRUCTS_H_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/engine/basket.h"
#include "tessera/plugin.h"
#include "tessera/plugin/sale/till.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::plugin {

// A host's struct: what it does not have is zero, what we do not know is left alone.
// INVALID_ARGUMENT / STRUCT_SIZE_INVALID if it was not initialised.
template <typename Struct>
absl::StatusOr<Struct> CopyIn(const Struct* from, absl::string_view field,
                              size_t most = sizeof(Struct)) {
  if (from == nullptr) return InvalidInput("ARGUMENT_MISSING", field, "must not be NULL");
  uint32_t size = 0;
  std::memcpy(&size, from, sizeof size);
  if (size < sizeof size) {
    return InvalidInput("STRUCT_SIZE_INVALID", field, "set struct_size to sizeof the struct");
  }
  Struct copy{};
  std::memcpy(&copy, from, std::min({size_t{size}, most, sizeof copy}));
  return copy;
}

// Fills a host's view. TESSERA_INVALID if it was not initialised.
template <typename View>
int32_t CopyOut(View full, View* to) {
  if (to == nullptr || to->struct_size < sizeof to->struct_size) return TESSERA_INVALID;
  full.struct_size = to->struct_size;
  std::memcpy(to, &full, std::min<size_t>(to->struct_size, sizeof full));
  return TESSERA_OK;
}

// An array of a host's structs, `stride` bytes from one to the next.
// INVALID_ARGUMENT: ARGUMENT_MISSING where there is none, STRUCT_SIZE_INVALID without a stride.
template <typename Struct>
class HostArray {
 public:
  static absl::StatusOr<HostArray> Of(const Struct* first, uint32_t count, uint32_t stride,
                                      absl::string_view field) {
    if (count > 0 && first == nullptr) {
      return InvalidInput("ARGUMENT_MISSING", field, "must not be NULL");
    }
    if (count > 0 && stride < sizeof(uint32_t)) {
      return InvalidInput("STRUCT_SIZE_INVALID", field, "set its stride to sizeof the element");
    }
    return HostArray(reinterpret_cast<const char*>(first), count, stride);
  }
  uint32_t count() const { return count_; }
  uint32_t stride() const { return stride_; }
  const Struct* at(uint32_t index) const {
    return reinterpret_cast<const Struct*>(first_ + size_t{index} * stride_);
  }

 private:
  HostArray(const char* first, uint32_t count, uint32_t stride)
      : first_(first), count_(count), stride_(stride) {}
  const char* first_;
  uint32_t count_;
  uint32_t stride_;
};

// A host's text. INVALID_ARGUMENT / TEXT_INVALID if it is not UTF-8.
absl::StatusOr<std::string> ReadText(tessera_string text, absl::string_view field);
inline absl::StatusOr<std::string> ReadText(const char* bytes, uint64_t size,
                                            absl::string_view field) {
  return ReadText(tessera_string{bytes, size}, field);
}

// The text lives as long as what it points to.
inline tessera_string View(absl::string_view text) { return {text.data(), text.size()}; }

// INVALID_ARGUMENT with the line's field; `most` bytes of it can be read.
absl::StatusOr<engine::Line> ReadLine(const tessera_line* given, size_t most = sizeof(tessera_line));

// The receipt; `now` for one that was closed now.
absl::StatusOr<v1::Fiscal> ReadFiscal(const tessera_fiscal& from, Instant now);

// INVALID_ARGUMENT / IDENTIFIER_INVALID for a kind that is not tessera_identifier_kind's.
absl::StatusOr<Presented> ReadPresented(int64_t kind, tessera_string text, absl::string_view field);

// 0: nothing given. INVALID_ARGUMENT / DEADLINE_INVALID beyond 10,000.
absl::StatusOr<Wait> ReadWait(uint32_t deadline_ms, absl::string_view field);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_STRUCTS_H_
