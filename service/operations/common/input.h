// Checks of request fields that several operations share.
#ifndef TESSERA_OPERATIONS_COMMON_INPUT_H_
#define TESSERA_OPERATIONS_COMMON_INPUT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/operations/common/operation.h"

namespace tessera::operations {

// Bytes, not characters. INVALID_ARGUMENT / TEXT_TOO_LONG.
absl::Status CheckText(absl::string_view text, size_t maximum, absl::string_view field);
// The same; also INVALID_ARGUMENT / `missing` for an empty one.
absl::Status CheckRequired(absl::string_view text, size_t maximum, absl::string_view missing,
                           absl::string_view field);
// BCP 47 tags of real languages are shorter than 36 bytes; empty is fine.
absl::Status CheckLanguage(absl::string_view language, absl::string_view field);

// PERMISSION_DENIED / TERMINAL_MISMATCH with "store_id" or "terminal_id" where a terminal speaks for
// another; STORE_ID_INVALID, TERMINAL_ID_INVALID unless 1 to 64 bytes.
absl::Status CheckStore(const Context& context, absl::string_view store_id);
absl::Status CheckStoreAndTerminal(const Context& context, absl::string_view store_id,
                                   absl::string_view terminal_id);

// 0 is 100. INVALID_ARGUMENT / PAGE_SIZE_INVALID beyond 1,000.
absl::StatusOr<int> PageSize(int32_t requested);

// What a page token says: go on behind this number. 0 for an empty token. `list` tells the lists
// apart. INVALID_ARGUMENT / PAGE_TOKEN_INVALID.
absl::StatusOr<int64_t> ParsePageToken(absl::string_view list, absl::string_view token);
std::string MakePageToken(absl::string_view list, int64_t after);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_INPUT_H_
