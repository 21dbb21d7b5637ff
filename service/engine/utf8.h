// Whether bytes are text: what is not cannot be put into a message, and so could not be delivered.
#ifndef TESSERA_ENGINE_UTF8_H_
#define TESSERA_ENGINE_UTF8_H_

#include "absl/strings/string_view.h"

namespace tessera::engine {

// RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool IsUtf8(absl::string_view text);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_UTF8_H_
