// A terminal as its row has it.
#ifndef TESSERA_STORAGE_SQLITE_TERMINAL_ROW_H_
#define TESSERA_STORAGE_SQLITE_TERMINAL_ROW_H_

#include "tessera/storage/rows.h"
#include "tessera/storage/sqlite/row.h"

namespace tessera::storage::sqlite {

inline constexpr char kTerminalColumns[] =
    "store_id, terminal_id, last_sequence, seen_at_us, report, outbox_id, reported_at_us, registered";

inline Terminal ReadTerminal(Row& row) {
  Terminal terminal;
  terminal.store_id = row.Text();
  terminal.terminal_id = row.Text();
  terminal.last_sequence = row.Integer();
  terminal.seen_at = row.Time();
  terminal.report = row.Blob();
  terminal.outbox_id = row.Blob();
  terminal.reported_at = row.Time();
  terminal.registered = row.Integer() != 0;
  return terminal;
}

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_TERMINAL_ROW_H_
