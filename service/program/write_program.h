// A program as a document that people go on writing at.
#ifndef TESSERA_PROGRAM_WRITE_PROGRAM_H_
#define TESSERA_PROGRAM_WRITE_PROGRAM_H_

#include <string>

#include "tessera/v1/program.pb.h"

namespace tessera::program {

// YAML with everything that is set, under the names and in the units of program.proto. ReadProgram makes
// the same program of it, if it has no faults. Thread-safe.
std::string WriteProgram(const v1::Program& program);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_WRITE_PROGRAM_H_
