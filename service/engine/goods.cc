#include "tessera/engine/goods.h"

#include <algorithm>
#include <cstdint>

#include "compiled.h"
#include "product_sets.h"

namespace tessera::engine {

std::vector<std::vector<size_t>> LinesInSets(const CompiledProgram& program,
                                             const std::vector<Line>& lines,
                                             const std::vector<std::string>& set_ids) {
  Membership membership;
  program.internals().sets.Match(lines, &membership);
  const std::vector<ProductSet>& sets = program.source().sets;
  std::vector<std::vector<size_t>> found(set_ids.size());
  for (size_t i = 0; i < set_ids.size(); ++i) {
    const auto set = std::find_if(sets.begin(), sets.end(),
                                  [&](const ProductSet& one) { return one.id == set_ids[i]; });
    if (set == sets.end()) continue;
    const auto in = membership.LinesOf(static_cast<uint32_t>(set - sets.begin()));
    found[i].assign(in.begin(), in.end());
    std::sort(found[i].begin(), found[i].end());
  }
  return found;
}

}  // namespace tessera::engine
