// The shapes of all messages of tessera.v1 at run time: the generated ones are lite and do not know
// their own field names.
#ifndef TESSERA_CLI_DESCRIPTORS_H_
#define TESSERA_CLI_DESCRIPTORS_H_

#include "absl/strings/string_view.h"

namespace tessera::cli {

// A serialised google.protobuf.FileDescriptorSet.
absl::string_view DescriptorSet();

}  // namespace tessera::cli

#endif  // TESSERA_CLI_DESCRIPTORS_H_
