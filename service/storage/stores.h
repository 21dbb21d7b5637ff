// The chain's stores, their terminals, and what its goods cost.
#ifndef TESSERA_STORAGE_STORES_H_
#define TESSERA_STORAGE_STORES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/storage/rows.h"

namespace tessera::storage {

struct ChainStore {
  std::string store_id;
  std::string name;
  std::string region;  // empty: none
  bool closed = false;
  std::string document;  // tessera.v1.ChainStore without what only answers have
};

struct Product {
  std::string sku;
  Money cost;            // of one piece, or of 1.000 of what is weighed
  std::string document;  // tessera.v1.Product
};

// Which terminals are listed.
struct TerminalFilter {
  std::string store_id = {};     // empty: of all stores
  std::string region = {};       // empty: of all regions
  std::string after_store = {};  // behind this terminal, the last of the page before
  std::string after_terminal = {};
};

// A part of a transaction, for its thread and as long as it: const methods read, the others write. Lists
// go by ascending key, from behind the key given, at most `limit`.
class Stores {
 public:
  virtual ~Stores() = default;

  virtual absl::StatusOr<std::optional<ChainStore>> FindStore(absl::string_view store_id) const = 0;
  // Of one region; empty for all.
  virtual absl::StatusOr<std::vector<ChainStore>> ListStores(absl::string_view region,
                                                        absl::string_view after, int limit) const = 0;
  // Those that were registered, and those that called since they were removed; by store and terminal.
  virtual absl::StatusOr<std::vector<Terminal>> ListTerminals(const TerminalFilter& filter,
                                                              int limit) const = 0;
  virtual absl::StatusOr<std::optional<Product>> FindProduct(absl::string_view sku) const = 0;
  virtual absl::StatusOr<std::vector<Product>> ListProducts(absl::string_view after,
                                                            int limit) const = 0;

  // Each writes the whole row, new or anew.
  virtual absl::Status SaveStore(const ChainStore& store) = 0;
  virtual absl::Status SaveProduct(const Product& product) = 0;
  // The terminal was heard of: its time moves, never back. One that is not known yet begins.
  virtual absl::Status SaveSeen(absl::string_view store_id, absl::string_view terminal_id,
                                Instant at) = 0;
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_STORES_H_
