// One program's answer to receipts that another one made.
#ifndef TESSERA_TRYOUT_RATING_H_
#define TESSERA_TRYOUT_RATING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluate.h"
#include "tessera/tryout/receipt.h"
#include "tessera/tryout/uses.h"

namespace tessera::tryout {

// Receipts come in the order of booking. Not thread-safe.
class Rating {
 public:
  explicit Rating(std::shared_ptr<const engine::CompiledProgram> program);

  const engine::CompiledProgram& program() const { return *program_; }

  // What the receipt comes to under the program. The customer does as he did: what the program does not
  // know of (choices, means of payment) is left out; where the points can't be spent, as many are as can
  // (`redemption_changed`). An error: the basket can't be rated.
  absl::Status Rate(uint32_t member, Receipt& receipt, Outcome* outcome, bool* redemption_changed);

  // The receipt that was rated last came back wholly at `at`: from then on its uses are free.
  void ReturnsAt(Instant at);

 private:
  absl::Status Evaluate(Receipt& receipt, bool* redemption_changed);
  void Put(Outcome* outcome) const;
  // The basket without what the program would refuse; the receipt's own where nothing is.
  const engine::Basket& Accepted(const Receipt& receipt);

  std::shared_ptr<const engine::CompiledProgram> program_;
  engine::Evaluator evaluator_;
  engine::Evaluation evaluation_;
  engine::Basket changed_;
  Uses uses_;
  std::vector<Freed> last_;                             // of the receipt that was rated last
  std::multimap<int64_t, std::vector<Freed>> returns_;  // by time, those to come
};

}  // namespace tessera::tryout

#endif  // TESSERA_TRYOUT_RATING_H_
