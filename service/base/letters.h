// Letters without their case, for names that people type.
#ifndef TESSERA_BASE_LETTERS_H_
#define TESSERA_BASE_LETTERS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tessera {

// Latin, Greek and Cyrillic letters in lower case, the same on every machine; the rest as it is. What is
// not UTF-8 is taken byte by byte.
std::string LowerCase(absl::string_view text);
std::string UpperCase(absl::string_view text);
// The first letter in upper case, the others in lower case.
std::string TitleCase(absl::string_view text);

// How names are compared: in lower case, and yo is ye, which Russians write for it.
std::string FoldName(absl::string_view text);

}  // namespace tessera

#endif  // TESSERA_BASE_LETTERS_H_
