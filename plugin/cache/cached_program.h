// A published version of the program as a till keeps it.
#ifndef TESSERA_PLUGIN_CACHE_CACHED_PROGRAM_H_
#define TESSERA_PLUGIN_CACHE_CACHED_PROGRAM_H_

#include <cstdint>
#include <memory>

#include "tessera/engine/compiled_program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::plugin {

// One published version. Sales that are pinned to it keep it alive.
struct CachedProgram {
  int64_t version = 0;
  v1::Program document;
  // Null if this plugin is older than the program and does not understand it: the service answers
  // then, and offline there is no loyalty.
  std::shared_ptr<const engine::CompiledProgram> compiled;
};

std::shared_ptr<const CachedProgram> CompileCached(v1::ProgramVersion program);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_CACHED_PROGRAM_H_
