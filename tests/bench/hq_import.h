// What headquarters loads, beside a bare insert of the same rows.
#ifndef TESSERA_BENCH_HQ_IMPORT_H_
#define TESSERA_BENCH_HQ_IMPORT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// The id of the member of that number.
std::string ImportedMemberId(int number);

// Imports members number `first` to `last` in one stream: a card each, every second one a phone, every third
// one points. Seconds from the first row until all were acknowledged. `wanted` is asked before each
// message but the first; once it says no the rest is not sent. In the place of each member whose number
// `known_every` divides the first one is sent again; 0: of none.
absl::StatusOr<double> ImportSeconds(const std::string& address, int first, int last,
                                     const std::function<bool()>& wanted = [] { return true; },
                                     int known_every = 0);

// hq.import: members a second, options.members of them into a service in this process with a database of its
// own; baseline: bare SQLite inserts the rows that this left, into the same tables with the same indexes,
// 10,000 in a transaction, and has them on the disk. hq.import.known: rows a second of a quarter as many
// more, of which each hundredth is known already; baseline: hq.import. Medians of three rounds.
// INTERNAL if anything failed.
absl::StatusOr<std::vector<Figure>> MeasureHqImport(const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_HQ_IMPORT_H_
