#include "tessera/operations/account/evaluating.h"

#include "tessera/base/status.h"
#include "tessera/engine/evaluate.h"

namespace tessera::operations {

absl::StatusOr<engine::Evaluation> EvaluateHere(const engine::CompiledProgram& program,
                                                const engine::MemberView& member,
                                                const engine::Basket& basket, Instant at) {
  thread_local engine::Evaluator evaluator;
  engine::Evaluation evaluation;
  TESSERA_RETURN_IF_ERROR(evaluator.Evaluate(program, member, basket, at, &evaluation));
  return evaluation;
}

}  // namespace tessera::operations
