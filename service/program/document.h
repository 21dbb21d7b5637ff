// A text to a YAML document, before anything is known of its meaning.
#ifndef TESSERA_PROGRAM_DOCUMENT_H_
#define TESSERA_PROGRAM_DOCUMENT_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/program/read_program.h"
#include "yaml-cpp/yaml.h"

namespace tessera::program {

// Null, with a fault (DOCUMENT_INVALID, DOCUMENT_TOO_LARGE), if it is not one YAML document in UTF-8.
std::optional<YAML::Node> ParseDocument(absl::string_view text, std::vector<ProgramFault>* faults);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_DOCUMENT_H_
