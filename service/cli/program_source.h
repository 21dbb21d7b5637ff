// Where a command takes a program from.
#ifndef TESSERA_CLI_PROGRAM_SOURCE_H_
#define TESSERA_CLI_PROGRAM_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::cli {

// For help texts.
inline constexpr char kSources[] =
    "a file (YAML or JSON), draft:NAME, version:N, live, or store:ID for what counts in a store";

// Where `ok` is false, everything about it was said, and `exit_code` is what the command ends with: a file
// can't be read or has faults, or the text names nothing.
struct SourceRead {
  bool ok = false;
  int exit_code = 0;
  v1::ProgramSource source;
};

// What may be wrong with a file. A draft may mean nonsense, but everything in it must have been read.
enum class FileFaults { kRefused, kAllowedIfRead };

// What `text` names. All faults of a file are printed to standard error.
SourceRead ReadSourceText(const std::string& text, FileFaults faults = FileFaults::kRefused);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_PROGRAM_SOURCE_H_
