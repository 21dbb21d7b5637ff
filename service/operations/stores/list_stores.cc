#include "tessera/operations/stores/list_stores.h"

#include <string>

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/page_key.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

constexpr char kList[] = "stores";

absl::StatusOr<std::string> ZoneOf(const Context& context, storage::ReadTransaction& transaction,
                                   const v1::ChainStore& store) {
  if (store.program_version() == 0) return std::string();
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program program,
                           context.programs.Version(transaction, store.program_version()));
  for (const engine::Store& known : program->source().stores) {
    if (known.id == store.store_id() && !known.time_zone.empty()) return known.time_zone;
  }
  return program->source().time_zone;
}

}  // namespace

absl::StatusOr<int64_t> VersionInForce(storage::ReadTransaction& transaction,
                                       const std::string& store_id) {
  const storage::ReadTransaction& reading = transaction;
  TESSERA_ASSIGN_OR_RETURN(const auto publication, reading.publications().InForce(store_id));
  return publication ? publication->version : 0;
}

absl::StatusOr<v1::ListStoresResponse> ListStores(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::ListStoresRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const auto after, ParsePageKey(kList, request.page_token(), 1));
  TESSERA_ASSIGN_OR_RETURN(
      const auto stores, transaction.stores().ListStores(request.region(), after[0], limit + 1));
  v1::ListStoresResponse response;
  for (const storage::ChainStore& row : stores) {
    if (response.stores_size() == limit) {
      response.set_next_page_token(MakePageKey(kList, {response.stores(limit - 1).store_id()}));
      break;
    }
    v1::ChainStore& store = *response.add_stores();
    if (!store.ParseFromString(row.document)) return Broken("a stored store is unreadable");
    TESSERA_ASSIGN_OR_RETURN(const int64_t version, VersionInForce(transaction, row.store_id));
    store.set_program_version(version);
    TESSERA_ASSIGN_OR_RETURN(*store.mutable_time_zone(), ZoneOf(context, transaction, store));
  }
  return response;
}

}  // namespace tessera::operations
