// Checks of what an offer gives.
#ifndef TESSERA_ENGINE_CHECK_EFFECTS_H_
#define TESSERA_ENGINE_CHECK_EFFECTS_H_

#include <string>

#include "faults.h"

namespace tessera::engine {

// `field` is the effect's path: "offers[3].effects[0]".
void CheckEffect(const Effect& effect, const std::string& field, const Program& program,
                 const SetNumbers& sets, FaultList* faults);

// An empty id stands for all goods and is right.
void CheckSetKnown(const std::string& field, const std::string& set_id, const SetNumbers& sets,
                   FaultList* faults);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_CHECK_EFFECTS_H_
