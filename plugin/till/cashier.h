// Interactive mode: a full-screen till for a cashier with a keyboard-wedge scanner.
#ifndef TESSERA_TILL_CASHIER_H_
#define TESSERA_TILL_CASHIER_H_

#include <string>

#include "checkout.h"

namespace tessera::till {

// Works until the cashier quits or the process is asked to end (SIGTERM, SIGINT, SIGHUP); an open
// sale is cancelled then. Exit code: 0; 2 if there is no terminal to work on.
int RunCashier(Checkout& checkout, const std::string& consent_version);

}  // namespace tessera::till

#endif  // TESSERA_TILL_CASHIER_H_
