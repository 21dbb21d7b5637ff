// Single numbers out of stored documents, without reading the rest of them.
#ifndef TESSERA_OPERATIONS_FEED_STORED_FIELDS_H_
#define TESSERA_OPERATIONS_FEED_STORED_FIELDS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tessera::operations {

struct StoredNumber {
  int field_no;        // of the message itself, a varint
  int64_t value = 0;   // as found; stays as it is where the field is not there
};

// False if `document` is no message. Each part of the message is looked at once.
bool FindNumbers(absl::string_view document, absl::Span<StoredNumber> numbers);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_FEED_STORED_FIELDS_H_
