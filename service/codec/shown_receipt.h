// What a receipt shows besides its lines: taken from a quote by the till, and made anew by the service
// to compare.
#ifndef TESSERA_CODEC_SHOWN_RECEIPT_H_
#define TESSERA_CODEC_SHOWN_RECEIPT_H_

#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"
#include "tessera/v1/basket.pb.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::codec {

v1::ShownReceipt ShownReceiptOf(const v1::Evaluation& quote);
// Puts what the receipt of a quoted sale shows into `sale`: the program's version, the lines and, where
// a program made the quote, what stands beside them.
void ShowQuote(const v1::Evaluation& quote, v1::Sale* sale);
// The same of the evaluation that the quote was made from. `program` made it; null if none did.
v1::ShownReceipt ShownReceiptOf(const engine::CompiledProgram* program,
                                const engine::Evaluation& evaluation);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_SHOWN_RECEIPT_H_
