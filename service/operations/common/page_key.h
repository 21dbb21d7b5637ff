// Page tokens of lists whose order is not that of a number.
#ifndef TESSERA_OPERATIONS_COMMON_PAGE_KEY_H_
#define TESSERA_OPERATIONS_COMMON_PAGE_KEY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tessera::operations {

// The parts of the last key of a page, none of which holds a line feed. `list` tells the lists apart.
std::string MakePageKey(absl::string_view list, absl::Span<const std::string> parts);

// The same back: as many parts as asked for, all of them empty for an empty token. INVALID_ARGUMENT /
// PAGE_TOKEN_INVALID.
absl::StatusOr<std::vector<std::string>> ParsePageKey(absl::string_view list,
                                                      absl::string_view token, size_t parts);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_PAGE_KEY_H_
