// A program written by people, in YAML or JSON, to tessera.v1.Program. Every field of program.proto
// is read by its name, with no list of fields to keep in step; LANGUAGE.md describes what people may
// write instead of raw units.
#ifndef TESSERA_PROGRAM_READ_PROGRAM_H_
#define TESSERA_PROGRAM_READ_PROGRAM_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/v1/program.pb.h"

namespace tessera::program {

// One thing wrong with a document.
struct ProgramFault {
  std::string path;     // in proto field names: "offers[3].effects[0].percent_off.percent_milli"
  int line = 0;         // in the text, from 1; of the nearest enclosing element if it is left out
  std::string reason;   // stable: those below, and those of engine::CompiledProgram::Compile
  std::string message;  // what to do about it
};

struct ReadProgramResult {
  v1::Program program;               // only good if there are no faults
  std::vector<ProgramFault> faults;  // by line
  // What is allowed and probably not meant, by line; only looked for in a program without faults.
  std::vector<ProgramFault> warnings;
};

// Reads and checks; all faults at once. Reasons of its own: DOCUMENT_INVALID (not YAML, or more than
// one document), DOCUMENT_TOO_LARGE (over 16 MiB), FIELD_UNKNOWN, FIELD_REPEATED, FIELD_MISSING,
// FIELD_CONFLICT (two effects in one offer), TYPE_WRONG, VALUE_INVALID. Thread-safe.
// With `now`, warnings too: those of warnings.h.
ReadProgramResult ReadProgram(absl::string_view text, std::optional<Instant> now = std::nullopt);

// "12: offers[3].effects[0].percent_off.percent_milli: PERCENT_INVALID: must be ..."
std::string ToText(const ProgramFault& fault);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_READ_PROGRAM_H_
