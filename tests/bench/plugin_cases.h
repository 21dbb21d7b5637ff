// What a till pays for the plugin.
#ifndef TESSERA_BENCH_PLUGIN_CASES_H_
#define TESSERA_BENCH_PLUGIN_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// On a cache of options.members members. `address`: of a service with the sample program and members.
absl::StatusOr<std::vector<Figure>> MeasurePlugin(const std::string& address,
                                                  const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_PLUGIN_CASES_H_
