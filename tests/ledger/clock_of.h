// Instants as a wall clock of some time zone shows them.
#ifndef TESSERA_TESTS_LEDGER_CLOCK_OF_H_
#define TESSERA_TESTS_LEDGER_CLOCK_OF_H_

#include <string>

#include "tessera/base/clock.h"

namespace tessera::ledger {

// "2025-06-16T01:30:00"
Instant At(const char* wall_clock, const char* zone);
std::string Text(Instant at, const char* zone);

}  // namespace tessera::ledger

#endif  // TESSERA_TESTS_LEDGER_CLOCK_OF_H_
