// Inside of base/.
#ifndef TESSERA_BASE_LUHN_H_
#define TESSERA_BASE_LUHN_H_

#include "absl/strings/string_view.h"

namespace tessera {

// ISO/IEC 7812-1, annex B. Digits only.
inline bool PassesLuhn(absl::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, twice = !twice) {
    const int digit = (*it - '0') * (twice ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

}  // namespace tessera

#endif  // TESSERA_BASE_LUHN_H_
