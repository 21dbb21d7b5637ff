#include "tessera/base/nearest.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/match.h"

namespace tessera {
namespace {

size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t k = 1; k <= b.size(); ++k) {
      const size_t change = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
      diagonal = row[k];
      row[k] = std::min({row[k] + 1, row[k - 1] + 1, change});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string NearestWord(const std::vector<std::string>& words, absl::string_view word) {
  constexpr size_t kLongestWord = 64;
  constexpr size_t kShortestBeginning = 3;
  std::string nearest;
  if (word.size() > kLongestWord) return nearest;
  size_t least = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : words) {
    const size_t distance = EditDistance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  if (!nearest.empty() || word.size() < kShortestBeginning) return nearest;
  for (const std::string& candidate : words) {
    if (absl::StartsWith(candidate, word)) return candidate;
  }
  return nearest;
}

}  // namespace tessera
