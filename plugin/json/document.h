// JSON of a host: strict, and bounded in what it may cost.
#ifndef TESSERA_PLUGIN_JSON_DOCUMENT_H_
#define TESSERA_PLUGIN_JSON_DOCUMENT_H_

#include <cstdint>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tessera::plugin::json {

using Document = nlohmann::json;

inline constexpr size_t kLargestDocument = 1024 * 1024;
inline constexpr int kDeepest = 16;

// An object. INVALID_ARGUMENT: JSON_TOO_LARGE, JSON_TOO_DEEP, JSON_INVALID (no JSON object, or a key
// that comes twice).
absl::StatusOr<Document> Parse(absl::string_view text);

// A whole number, or its digits in a string; what a number of JavaScript can't hold comes so.
// INVALID_ARGUMENT / FIELD_INVALID with `field`.
absl::StatusOr<int64_t> ReadInteger(const Document& value, absl::string_view field);
Document WriteInteger(int64_t value);
Document WriteUnsigned(uint64_t value);

}  // namespace tessera::plugin::json

#endif  // TESSERA_PLUGIN_JSON_DOCUMENT_H_
