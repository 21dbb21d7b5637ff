// What is measured of the plugin in a process that has done nothing else: tessera-bench-till.
#ifndef TESSERA_BENCH_PLUGIN_CHILD_H_
#define TESSERA_BENCH_PLUGIN_CHILD_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "options.h"

namespace tessera::bench {

// Runs it in `mode` on the till's folder, and returns what it found:
//   cold  "ms" from before the library is loaded to the first quote from the cache
//   bare  "ms" to open the cache's file with SQLite and read a row
//   sales "first_bytes" and "bytes" that the process has more than before the library was loaded,
//         after 100 and after 10,000 sales without the service
absl::StatusOr<std::map<std::string, double>> RunChild(const std::string& mode,
                                                       const std::string& folder,
                                                       const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_PLUGIN_CHILD_H_
