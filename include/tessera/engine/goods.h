// Which lines of a basket are in the program's product sets.
#ifndef TESSERA_ENGINE_GOODS_H_
#define TESSERA_ENGINE_GOODS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"

namespace tessera::engine {

// For each of `set_ids` the positions in `lines` of those that are in the set, ascending; none for a set
// that the program does not have. Thread-safe.
std::vector<std::vector<size_t>> LinesInSets(const CompiledProgram& program,
                                             const std::vector<Line>& lines,
                                             const std::vector<std::string>& set_ids);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_GOODS_H_
