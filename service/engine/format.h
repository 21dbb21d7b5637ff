// Numbers with their nouns, as the built-in phrases need them besides those of describe.h.
#ifndef TESSERA_ENGINE_FORMAT_H_
#define TESSERA_ENGINE_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "phrases.h"
#include "plural.h"
#include "tessera/engine/compiled_program.h"

namespace tessera::engine {

// Behind "до" and "от": "21 балла", "3 баллов", "1,5 балла". In English as FormatPoints.
std::string FormatPointsGenitive(const CompiledProgram& program, Points points,
                                 absl::string_view language);

// The form in which FormatPoints puts the noun, for a verb that agrees with it.
PluralForm FormOfPoints(const CompiledProgram& program, Points points, absl::string_view language);

// "1 купон", "2 купона", "5 купонов".
std::string FormatCount(int64_t number, const CountedNoun& noun, absl::string_view language);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_FORMAT_H_
