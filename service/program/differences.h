// What is different between two programs, in words. Walks both along the descriptors: a field that nobody
// thought of here is told of all the same, by its own name.
#ifndef TESSERA_PROGRAM_DIFFERENCES_H_
#define TESSERA_PROGRAM_DIFFERENCES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/v1/program.pb.h"

namespace tessera::program {

enum class DifferenceKind : uint8_t { kAdded, kRemoved, kChanged, kMoved };

struct Difference {
  DifferenceKind kind = DifferenceKind::kChanged;
  std::string path;         // "offers[summer].effects[0].percent_off.percent_milli": by id where there is one
  std::string words;        // "offer summer, percent off: percent: 10% becomes 15%"
  std::string former_text;  // the value before, for people; empty for none
  std::string new_text;     // the value now; empty for none
  bool whole_chain = false;  // counts only where the program is in force for all stores
  // Stable: TIME_ZONE_CHANGED (days of purchases, tiers and offers begin at another hour),
  // OFFER_COUNTERS_KEPT (what was used of an offer before counts against its new limits), TIER_REMOVED,
  // SEGMENT_REMOVED, BATCH_REMOVED; empty for none.
  std::string warning;
};

// In the document's order; none where both mean the same. `language`: "ru", or English for any other.
// Thread-safe.
std::vector<Difference> FindDifferences(const v1::Program& before, const v1::Program& after,
                                        absl::string_view language);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_DIFFERENCES_H_
