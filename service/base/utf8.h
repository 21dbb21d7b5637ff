// Whether bytes are text: what is not cannot be put into a message, and so could not be delivered.
#ifndef TESSERA_BASE_UTF8_H_
#define TESSERA_BASE_UTF8_H_

#include "absl/strings/string_view.h"

namespace tessera {

// RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool IsUtf8(absl::string_view text);

}  // namespace tessera

#endif  // TESSERA_BASE_UTF8_H_
