#ifndef TESSERA_OPERATIONS_ACCOUNT_EVALUATING_H_
#define TESSERA_OPERATIONS_ACCOUNT_EVALUATING_H_

#include "absl/status/statusor.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"

namespace tessera::operations {

// engine::Evaluate with memory that each thread keeps: the service has few, and they live long.
absl::StatusOr<engine::Evaluation> EvaluateHere(const engine::CompiledProgram& program,
                                                const engine::MemberView& member,
                                                const engine::Basket& basket, Instant at);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_EVALUATING_H_
