// The structs of plugin_types.h as JSON sees them: a row for each field.
#ifndef TESSERA_PLUGIN_JSON_SHAPES_H_
#define TESSERA_PLUGIN_JSON_SHAPES_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "tessera/plugin.h"

namespace tessera::plugin::json {

enum class Kind : uint8_t {
  kUint32,
  kInt32,
  kUint64,
  kInt64,
  kText,   // tessera_string
  kChars,  // an array of char, terminated
  kOne,    // a pointer to a struct; left out for NULL
  kMany    // a pointer to structs, with their number and stride beside it
};

struct Shape;

struct Field {
  const char* name;
  Kind kind;
  size_t offset;
  size_t size = 0;          // kChars
  const Shape* of = nullptr;  // kOne, kMany
  size_t count_offset = 0;  // kMany
  size_t stride_offset = 0;
};

struct Shape {
  size_t size;
  bool has_struct_size;
  absl::Span<const Field> fields;
};

// `struct_size`, what is reserved, counts and strides are nobody's fields; neither are handles and what
// only a C host can give (wake).
extern const Shape kConfig, kSaleOptions, kLine, kTender, kFiscal, kRefundLine, kRefund, kEnrolment,
    kSurvey, kRequest;
extern const Shape kError, kStatus, kScan, kMember, kStampCard, kTotals, kLineResult, kOfferResult,
    kOfferShare, kGift, kPayment, kStamp, kCoupon, kRefusedCode, kSurveyQuestion, kCommit, kRefundDone, kRefundedLine,
    kCompletion, kParked;

}  // namespace tessera::plugin::json

#endif  // TESSERA_PLUGIN_JSON_SHAPES_H_
