#include "tessera/sqlite/process.h"

#include "sqlite3.h"

namespace tessera::sqlite {

void OwnProcess() { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

}  // namespace tessera::sqlite
