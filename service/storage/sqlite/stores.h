// The chain's stores, their terminals, and what its goods cost.
#ifndef TESSERA_STORAGE_SQLITE_STORES_H_
#define TESSERA_STORAGE_SQLITE_STORES_H_

#include "tessera/sqlite/connection.h"
#include "tessera/storage/stores.h"

namespace tessera::storage::sqlite {

// Over the connection of a transaction.
class SqliteStores final : public Stores {
 public:
  explicit SqliteStores(tessera::sqlite::Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::optional<ChainStore>> FindStore(absl::string_view store_id) const override;
  absl::StatusOr<std::vector<ChainStore>> ListStores(absl::string_view region, absl::string_view after,
                                                int limit) const override;
  absl::StatusOr<std::vector<Terminal>> ListTerminals(const TerminalFilter& filter,
                                                      int limit) const override;
  absl::StatusOr<std::optional<Product>> FindProduct(absl::string_view sku) const override;
  absl::StatusOr<std::vector<Product>> ListProducts(absl::string_view after,
                                                    int limit) const override;

  absl::Status SaveStore(const ChainStore& store) override;
  absl::Status SaveProduct(const Product& product) override;
  absl::Status SaveSeen(absl::string_view store_id, absl::string_view terminal_id,
                        Instant at) override;

 private:
  tessera::sqlite::Connection& connection_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_STORES_H_
