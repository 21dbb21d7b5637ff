// The descriptor set of program.proto, made at build time by EmbedDescriptor.cmake.
#ifndef TESSERA_PROGRAM_PROGRAM_DESCRIPTOR_H_
#define TESSERA_PROGRAM_PROGRAM_DESCRIPTOR_H_

#include <cstddef>

namespace tessera::program {

extern const unsigned char kProgramDescriptor[];
extern const size_t kProgramDescriptorSize;

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_PROGRAM_DESCRIPTOR_H_
