// Replay mode: real receipts through the plugin, each one identified, quoted and committed as a till
// would, on several threads.
//
// The sale id of a receipt follows from its number, its part, its time and the seed, so that a run
// that is repeated, or resumed after it was killed, commits nothing twice: receipts that the journal
// names are passed over, and one that the service has already is counted as repeated.
#ifndef TESSERA_TILL_REPLAY_H_
#define TESSERA_TILL_REPLAY_H_

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "receipts.h"
#include "tessera/plugin.hpp"

namespace tessera::till {

struct ReplayOptions {
  Columns columns;
  // One basket of labels a line instead of columns.
  bool baskets = false;
  // Where the card's value goes: "CARD%s", or "29770%08d" for leading zeros.
  std::string card_format = "%s";
  std::string seed = "1";
  uint32_t parallel = 1;
  // 0: all.
  uint64_t limit = 0;
  // Redeem all that may be on each so-manieth receipt with a card; 0: never.
  uint64_t redeem_every = 0;
  // Empty: none.
  std::string journal;
  uint32_t drain_seconds = 30;
  uint32_t synchronise_ms = 5000;
};

// Reads `in` to its end, replays, and prints one JSON object to `out`: {receipts, committed,
// delivered, offline, resumed, repeated, refused{reason}, lines, skipped{reason}, rounded, split,
// cards{known, deferred, unknown}, requoted, total_minor, earned, spent, outbox_records,
// parked_records, seconds, elapsed_ms}. `delivered` and `offline` say what each commit answered,
// `outbox_records` what was left after the drain. Progress goes to `log`, every two seconds.
// Exit code: 0; 1 where a receipt was not committed or the run was interrupted; 2 where the input or
// the journal can't be read.
int RunReplay(std::istream& in, std::ostream& out, std::ostream& log, pos::Plugin& plugin,
              const ReplayOptions& options);

// "CARD%05d" and "42" to "CARD00042"; "%s" takes the value as it is. Empty if the format has no
// placeholder, or more than one.
std::string FormatCard(std::string_view format, std::string_view value);

// UUIDv7 of the receipt's time and a hash of the rest.
std::string ReplaySaleId(const SourceReceipt& receipt, std::string_view seed);

}  // namespace tessera::till

#endif  // TESSERA_TILL_REPLAY_H_
