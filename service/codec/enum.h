// Enum numbers of the wire to the engine's enums. Inside of codec/.
#ifndef TESSERA_CODEC_ENUM_H_
#define TESSERA_CODEC_ENUM_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/engine/compiled_program.h"

namespace tessera::codec {

using Faults = std::vector<engine::Fault>;

template <typename Target>
Target UnknownValue(int number, const std::string& field, Faults* faults) {
  faults->push_back({field, "VALUE_UNKNOWN",
                     absl::StrCat("the value ", number, " is not known; use one of the contract's")});
  return Target{};
}

// The engine's enums stand in the wire's order, without its UNSPECIFIED, which is the first. A number
// beyond `last` is a fault and left at the default.
template <typename Target>
Target EnumFromProto(int number, Target last, const std::string& field, Faults* faults) {
  const int value = number == 0 ? 0 : number - 1;
  if (value >= 0 && value <= static_cast<int>(last)) return static_cast<Target>(value);
  return UnknownValue<Target>(number, field, faults);
}

// For enums whose first value is the wire's UNSPECIFIED.
template <typename Target>
Target EnumWithNoneFromProto(int number, Target last, const std::string& field, Faults* faults) {
  if (number >= 0 && number <= static_cast<int>(last)) return static_cast<Target>(number);
  return UnknownValue<Target>(number, field, faults);
}

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_ENUM_H_
