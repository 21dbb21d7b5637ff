// Telephone numbers as people type them.
#ifndef TESSERA_BASE_PHONE_H_
#define TESSERA_BASE_PHONE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tessera {

// How a number is read that is typed without + and the country's code.
struct PhoneRule {
  std::string prefix;       // what it begins with, digits; may be empty
  int32_t length = 0;       // digits in all, the prefix included
  std::string replacement;  // what takes the prefix's place: the country's code
};

// The number as E.164 without the plus (ITU-T E.164 section 6: at most 15 digits with the country's
// code; 8 at least). One with a plus is taken as it is; any other by the first of `rules` that fits.
// Without rules those of Russia hold: ten digits, or eleven of which the first is 8 or 7. Blanks,
// brackets, dashes and points that people put between digits are dropped.
// INVALID_ARGUMENT / IDENTIFIER_INVALID with field "identifier".
absl::StatusOr<std::string> NormalizePhone(absl::string_view raw, absl::Span<const PhoneRule> rules);

}  // namespace tessera

#endif  // TESSERA_BASE_PHONE_H_
