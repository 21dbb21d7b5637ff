// What to do next, by the reason of an error.
#ifndef TESSERA_CLI_ADVICE_H_
#define TESSERA_CLI_ADVICE_H_

#include "absl/strings/string_view.h"

namespace tessera::cli {

// A half-sentence for people; empty where the error itself says all there is.
absl::string_view AdviceFor(absl::string_view reason);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_ADVICE_H_
