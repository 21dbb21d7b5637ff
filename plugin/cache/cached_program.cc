#include "tessera/plugin/cache/cached_program.h"

#include <utility>
#include <vector>

#include "tessera/codec/program.h"

namespace tessera::plugin {

std::shared_ptr<const CachedProgram> CompileCached(v1::ProgramVersion program) {
  auto cached = std::make_shared<CachedProgram>();
  cached->version = program.version();
  std::vector<engine::Fault> faults;
  cached->compiled = codec::CompileProto(program.program(), program.version(), &faults);
  cached->document = std::move(*program.mutable_program());
  return cached;
}

}  // namespace tessera::plugin
