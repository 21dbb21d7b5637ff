// libtessera.so as a host of it has it: loaded beside the program, used through its table.
#ifndef TESSERA_BENCH_PLUGIN_HOST_H_
#define TESSERA_BENCH_PLUGIN_HOST_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/plugin.hpp"
#include "tessera/v1/basket.pb.h"

namespace tessera::bench {

absl::Status FromPlugin(const char* what, const pos::Error& error);

// Beside the benchmark, as the build puts it: the pair may be copied elsewhere.
std::string LibraryPath();

// Loads the library, and opens it in plain text for the bench's till.
absl::StatusOr<pos::Plugin> OpenPlugin(const std::string& address, const std::string& folder);

absl::Status FillSale(const v1::Basket& basket, pos::Sale& sale);

// One sale of the basket with that card, up to its quote, which has to come from the cache if `offline`.
absl::StatusOr<pos::Sale> QuoteSale(pos::Plugin& plugin, const std::string& card,
                                    const v1::Basket& basket, bool offline);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_PLUGIN_HOST_H_
