// An evaluation as a little receipt that a store manager understands.
#ifndef TESSERA_TRIAL_RECEIPT_H_
#define TESSERA_TRIAL_RECEIPT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tessera/base/clock.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"
#include "tessera/v1/basket.pb.h"

namespace tessera::trial {

// What was tried, and what came of it. `answer` is `evaluation` with its texts.
struct Scene {
  const engine::CompiledProgram& program;
  const engine::Basket& basket;
  const engine::MemberView& member;
  const engine::Evaluation& evaluation;
  const v1::Evaluation& answer;
  Instant at;
  absl::TimeZone zone;
};

// Lines that end in \n, amounts in one column for Latin and Cyrillic names. `language` as everywhere.
std::string WriteReceipt(const Scene& scene, absl::string_view language);

}  // namespace tessera::trial

#endif  // TESSERA_TRIAL_RECEIPT_H_
