// The header is C++20 by itself, after and before everything else.
#include "tessera/plugin.h"

static_assert(offsetof(tessera_line, struct_size) == 0);
static_assert(offsetof(tessera_config, struct_size) == 0);
static_assert(offsetof(tessera_api, struct_size) == 0);

uint32_t TesseraHeaderIsCpp() {
  struct tessera_line line = TESSERA_INIT(struct tessera_line);
  return line.struct_size;
}
