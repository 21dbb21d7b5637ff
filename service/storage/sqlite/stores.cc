#include "tessera/storage/sqlite/stores.h"

#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/terminal_row.h"

namespace tessera::storage::sqlite {
namespace {

using tessera::sqlite::Statement;

constexpr char kStoreColumns[] = "store_id, name, region, closed, document";
constexpr char kProductColumns[] = "sku, cost_minor, document";

ChainStore ReadStore(Row& row) {
  ChainStore store;
  store.store_id = row.Text();
  store.name = row.Text();
  store.region = row.Text();
  store.closed = row.Integer() != 0;
  store.document = row.Blob();
  return store;
}

Product ReadProduct(Row& row) {
  Product product;
  product.sku = row.Text();
  product.cost = row.Minor();
  product.document = row.Blob();
  return product;
}

}  // namespace

absl::StatusOr<std::optional<ChainStore>> SqliteStores::FindStore(absl::string_view store_id) const {
  static constexpr auto kSql = Join("SELECT ", kStoreColumns, " FROM store WHERE store_id = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(store_id);
  return First(statement, ReadStore);
}

absl::StatusOr<std::vector<ChainStore>> SqliteStores::ListStores(absl::string_view region,
                                                            absl::string_view after,
                                                            int limit) const {
  static constexpr auto kSql =
      Join("SELECT ", kStoreColumns,
           " FROM store WHERE store_id > ?1 AND (?2 = '' OR region = ?2) ORDER BY store_id LIMIT ?3");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(after).Text(region).Integer(limit);
  return All(statement, ReadStore);
}

absl::StatusOr<std::vector<Terminal>> SqliteStores::ListTerminals(const TerminalFilter& filter,
                                                                  int limit) const {
  static constexpr auto kSql = Join(
      "SELECT ", kTerminalColumns,
      " FROM terminal WHERE (store_id, terminal_id) > (?1, ?2) AND (registered <> 0 OR seen_at_us > 0)"
      " AND (?3 = '' OR store_id = ?3)"
      " AND (?4 = '' OR store_id IN (SELECT store.store_id FROM store WHERE region = ?4))"
      " ORDER BY store_id, terminal_id LIMIT ?5");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(filter.after_store)
      .Text(filter.after_terminal)
      .Text(filter.store_id)
      .Text(filter.region)
      .Integer(limit);
  return All(statement, ReadTerminal);
}

absl::StatusOr<std::optional<Product>> SqliteStores::FindProduct(absl::string_view sku) const {
  static constexpr auto kSql = Join("SELECT ", kProductColumns, " FROM product WHERE sku = ?1");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(sku);
  return First(statement, ReadProduct);
}

absl::StatusOr<std::vector<Product>> SqliteStores::ListProducts(absl::string_view after,
                                                                int limit) const {
  static constexpr auto kSql =
      Join("SELECT ", kProductColumns, " FROM product WHERE sku > ?1 ORDER BY sku LIMIT ?2");
  Statement statement = connection_.Prepare(kSql);
  statement.Text(after).Integer(limit);
  return All(statement, ReadProduct);
}

absl::Status SqliteStores::SaveStore(const ChainStore& store) {
  static constexpr auto kSql =
      Join("INSERT OR REPLACE INTO store (", kStoreColumns, ") VALUES (?1, ?2, ?3, ?4, ?5)");
  return connection_.Prepare(kSql)
      .Text(store.store_id)
      .Text(store.name)
      .Text(store.region)
      .Integer(store.closed ? 1 : 0)
      .Blob(store.document)
      .Run();
}

absl::Status SqliteStores::SaveProduct(const Product& product) {
  static constexpr auto kSql =
      Join("INSERT OR REPLACE INTO product (", kProductColumns, ") VALUES (?1, ?2, ?3)");
  return connection_.Prepare(kSql)
      .Text(product.sku)
      .Integer(product.cost.value())
      .Blob(product.document)
      .Run();
}

absl::Status SqliteStores::SaveSeen(absl::string_view store_id, absl::string_view terminal_id,
                                    Instant at) {
  return connection_
      .Prepare("INSERT INTO terminal (store_id, terminal_id, last_sequence, seen_at_us, report)"
               " VALUES (?1, ?2, 0, ?3, x'') ON CONFLICT DO UPDATE"
               " SET seen_at_us = max(seen_at_us, excluded.seen_at_us)")
      .Text(store_id)
      .Text(terminal_id)
      .Integer(at.us)
      .Run();
}

}  // namespace tessera::storage::sqlite
