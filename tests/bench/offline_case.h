// A quote that the plugin gives by itself, beside a bare evaluation of the same basket.
#ifndef TESSERA_BENCH_OFFLINE_CASE_H_
#define TESSERA_BENCH_OFFLINE_CASE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// Fills a till's cache in `folder` from the service at `address`.
absl::Status FillCache(const std::string& address, const std::string& folder);

// Opens that cache while nothing listens at `address`, and times sale_quote through libtessera.so.
// One thread. INTERNAL if an answer did not come from the cache.
absl::StatusOr<std::vector<Figure>> MeasureOfflineQuote(const std::string& address,
                                                        const std::string& folder,
                                                        const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_OFFLINE_CASE_H_
