// Script mode: JSON lines in, JSON lines out, one answer for each command, for tests and demos.
//
// A command is an object with "do" and its arguments; numbers are integers, always. An answer is
// {"do":..., "ok":true, ...} or {"do":..., "ok":false, "code":..., "reason":..., "field":...,
// "message":...}: code, reason and field as in tessera_error, or the till's own GOODS_UNKNOWN,
// WEIGHT_REQUIRED, COMMAND_UNKNOWN, ARGUMENT_INVALID. Empty lines and lines that begin with # are
// passed over. kScriptHelp lists the commands; `tessera-till --help-script` prints it.
#ifndef TESSERA_TILL_SCRIPT_H_
#define TESSERA_TILL_SCRIPT_H_

#include <istream>
#include <ostream>

#include "checkout.h"

namespace tessera::till {

extern const char* const kScriptHelp;

struct ScriptOptions {
  // Stop at the first answer that is not ok.
  bool expect_ok = false;
};

// Exit code: 0 all commands were answered; 1 stopped by expect_ok; 2 a line is not a JSON object.
int RunScript(std::istream& in, std::ostream& out, Checkout& checkout, const ScriptOptions& options);

}  // namespace tessera::till

#endif  // TESSERA_TILL_SCRIPT_H_
