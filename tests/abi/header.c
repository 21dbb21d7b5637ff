/* The header is C99 by itself. */
#include "tessera/plugin.h"

uint32_t tessera_header_is_c99(void) {
  struct tessera_line line = TESSERA_INIT(struct tessera_line);
  return line.struct_size;
}
