// The engine's evaluation to tessera.v1.Evaluation, with its texts.
#ifndef TESSERA_CODEC_EVALUATION_H_
#define TESSERA_CODEC_EVALUATION_H_

#include "absl/strings/string_view.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"
#include "tessera/v1/basket.pb.h"

namespace tessera::codec {

// `program` is the one that made `evaluation`. `language` falls back to the program's first.
v1::Evaluation EvaluationToProto(const engine::CompiledProgram& program,
                                 const engine::Evaluation& evaluation, absl::string_view language);

// The same into an empty message, wherever that lies.
void EvaluationToProto(const engine::CompiledProgram& program, const engine::Evaluation& evaluation,
                       absl::string_view language, v1::Evaluation* message);

// Of EvaluateWithoutProgram: figures only, no offers, no texts, program_version 0.
v1::Evaluation EvaluationToProto(const engine::Evaluation& evaluation);

// Adds the offers that applied, with figures but without texts, to what is stored of a sale.
void AppliedOffersToProto(const engine::CompiledProgram& program,
                          const engine::Evaluation& evaluation, v1::Evaluation* message);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_EVALUATION_H_
