#include "tessera/operations/feed/stored_fields.h"

#include <limits>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

namespace tessera::operations {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

bool FindNumbers(absl::string_view document, absl::Span<StoredNumber> numbers) {
  if (document.size() > static_cast<size_t>(std::numeric_limits<int>::max())) return false;
  CodedInputStream input(reinterpret_cast<const uint8_t*>(document.data()),
                         static_cast<int>(document.size()));
  while (const uint32_t tag = input.ReadTag()) {
    const int field_no = WireFormatLite::GetTagFieldNumber(tag);
    StoredNumber* wanted = nullptr;
    for (StoredNumber& number : numbers) {
      if (number.field_no == field_no) wanted = &number;
    }
    if (wanted == nullptr ||
        WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_VARINT) {
      if (!WireFormatLite::SkipField(&input, tag)) return false;
      continue;
    }
    uint64_t value = 0;
    if (!input.ReadVarint64(&value)) return false;
    wanted->value = static_cast<int64_t>(value);
  }
  return input.ConsumedEntireMessage();
}

}  // namespace tessera::operations
