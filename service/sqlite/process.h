// Settings of SQLite that hold for a whole process.
#ifndef TESSERA_SQLITE_PROCESS_H_
#define TESSERA_SQLITE_PROCESS_H_

namespace tessera::sqlite {

// Ends the counting of all memory that SQLite takes, under one lock for all connections. For programs
// that own their process, before the first connection (later it does nothing); never for a library
// inside another program, which may use SQLite itself.
void OwnProcess();

}  // namespace tessera::sqlite

#endif  // TESSERA_SQLITE_PROCESS_H_
