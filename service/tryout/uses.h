// How far offers were used by the receipts that were rated so far.
#ifndef TESSERA_TRYOUT_USES_H_
#define TESSERA_TRYOUT_USES_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"
#include "tessera/tryout/receipt.h"

namespace tessera::tryout {

// A use that a whole return takes back.
struct Freed {
  uint32_t offer = 0;
  uint32_t member = 0;  // 0 for none
  Money discount;
  Points points;
  int64_t units = 0;
  int32_t day = 0;
};

// Counts as the ledger does, from nothing: offers whose limits ask for it, and no others.
class Uses {
 public:
  explicit Uses(std::shared_ptr<const engine::CompiledProgram> program);

  // Puts into `view` what was used before a receipt of `member` (numbered from 1; 0 for none).
  void Recall(uint32_t member, const Receipt& receipt, engine::MemberView* view) const;
  // Appends to `freed` what a return of the receipt would take back.
  void Count(uint32_t member, const Receipt& receipt, const engine::Evaluation& evaluation,
             std::vector<Freed>* freed);
  void Free(const std::vector<Freed>& freed);

 private:
  struct OfAll {
    int64_t uses = 0;
    Money discount;
    Points points;
  };
  struct OfMember {
    int64_t uses = 0;
    int64_t uses_day = 0;
    int32_t day = 0;
    int64_t units = 0;
  };
  struct Limited {
    bool all = false;
    bool member = false;
  };
  static uint64_t KeyOf(uint32_t member, uint32_t offer) {
    return uint64_t{member} << 32 | offer;
  }

  std::shared_ptr<const engine::CompiledProgram> program_;
  std::vector<Limited> limited_;  // by offer
  bool any_ = false;
  std::vector<OfAll> of_all_;     // by offer
  absl::flat_hash_map<uint64_t, OfMember> of_member_;
};

}  // namespace tessera::tryout

#endif  // TESSERA_TRYOUT_USES_H_
