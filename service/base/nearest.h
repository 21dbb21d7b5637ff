// Guessing what somebody meant who wrote a name that does not exist.
#ifndef TESSERA_BASE_NEAREST_H_
#define TESSERA_BASE_NEAREST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tessera {

// The word with the fewest changes to `word`, or else one that it begins; the earlier one of equals;
// empty if none is near. For messages, never for decisions.
std::string NearestWord(const std::vector<std::string>& words, absl::string_view word);

}  // namespace tessera

#endif  // TESSERA_BASE_NEAREST_H_
