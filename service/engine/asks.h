// What a program wants to know, found out once when it is compiled.
#ifndef TESSERA_ENGINE_ASKS_H_
#define TESSERA_ENGINE_ASKS_H_

#include "tessera/engine/history.h"

namespace tessera::engine {

Asks AskedBy(const Program& program);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_ASKS_H_
