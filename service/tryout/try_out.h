// A program tried on receipts that were booked: what it would have cost and given, if everybody had
// bought just the same.
#ifndef TESSERA_TRYOUT_TRY_OUT_H_
#define TESSERA_TRYOUT_TRY_OUT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/tryout/rating.h"
#include "tessera/tryout/receipt.h"
#include "tessera/tryout/report.h"

namespace tessera::tryout {

// What so many points pay for by the program, half up; nothing where it takes none.
Money WorthOf(const engine::CompiledProgram& program, Points points);

// No clock, no storage. Receipts come in the order of booking; every offer begins them unused, and its
// limits and budget run down by what the tried program gives. Not thread-safe.
class TryOut {
 public:
  using Program = std::shared_ptr<const engine::CompiledProgram>;

  // `against`: rated likewise, to compare with; null: what was booked. At most `examples` of each list.
  TryOut(Program tried, Program against, size_t examples);

  // `receipt.view` is written to. `returned_at`: when the receipt came back as a whole.
  void Rate(Receipt& receipt, std::optional<Instant> returned_at = std::nullopt);
  // A receipt that can't be read.
  void Skip() { ++report_.skipped; }

  Report Finish();

 private:
  struct OfferTally {
    OfferChange change;
    absl::flat_hash_set<uint32_t> members;
  };

  uint32_t NumberOf(const std::optional<MemberId>& member_id);
  OfferTally& TallyOf(const std::string& offer_id);
  void CountOffers(uint32_t member);
  void CountChange(uint32_t member, const Receipt& receipt);
  void KeepExample(ReceiptChange example);

  Rating tried_;
  std::optional<Rating> against_;
  const size_t most_examples_;
  Report report_;
  Outcome before_;  // of the receipt that is rated
  Outcome after_;
  absl::flat_hash_map<MemberId, uint32_t> numbers_;
  std::vector<MemberChange> members_;  // by number, from 1
  absl::flat_hash_map<std::string, OfferTally> offers_;
};

}  // namespace tessera::tryout

#endif  // TESSERA_TRYOUT_TRY_OUT_H_
