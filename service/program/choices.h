// What the values of a program's choices are called by people.
#ifndef TESSERA_PROGRAM_CHOICES_H_
#define TESSERA_PROGRAM_CHOICES_H_

#include <string>

#include "google/protobuf/descriptor.h"
#include "labels.h"

namespace tessera::program {

// "ROUNDING_HALF_UP": "half up". In Russian the value's own name, as in English, where nothing better is
// known.
std::string ChoiceText(const google::protobuf::EnumValueDescriptor& value, Tongue tongue);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_CHOICES_H_
