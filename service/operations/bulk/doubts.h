#ifndef TESSERA_OPERATIONS_BULK_DOUBTS_H_
#define TESSERA_OPERATIONS_BULK_DOUBTS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/operations/common/operation.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::operations {

// What is doubtful about a row that stands.
std::vector<v1::RowVerdict> DoubtsOf(const Context& context, const v1::ImportRow& row);

// A warning.
v1::RowVerdict DoubtOf(int64_t row_no, absl::string_view reason, absl::string_view field,
                       absl::string_view message);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_BULK_DOUBTS_H_
