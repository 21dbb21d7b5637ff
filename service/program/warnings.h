// What a program may say and people rarely mean. A warning stops nothing.
#ifndef TESSERA_PROGRAM_WARNINGS_H_
#define TESSERA_PROGRAM_WARNINGS_H_

#include <vector>

#include "tessera/base/clock.h"
#include "tessera/program/read_program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::program {

// SET_UNUSED, GROUP_UNUSED, PHASE_UNUSED, GROUP_OF_ONE, OFFER_INACTIVE, OFFER_OVER, OFFER_NEVER (its
// dates hold none of its weekdays), RECEIPT_FREE (100 % off the whole receipt, automatically),
// BATCH_UNUSED (coupons are issued that no offer takes), POINTS_UNSPENDABLE, TEXT_UNTRANSLATED,
// SEGMENT_UNDEFINED, SURVEY_NEVER (one that stands before it is always asked first), SURVEY_RULES_UNUSED,
// LINK_UNUSED.
// `program` has no faults. Lines are left at 0, the order is the document's by kind.
std::vector<ProgramFault> FindWarnings(const v1::Program& program, Instant now);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_WARNINGS_H_
