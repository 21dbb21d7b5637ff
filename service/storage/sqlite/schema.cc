#include "tessera/storage/sqlite/schema.h"

#include "tessera/storage/sqlite/schema_scripts.h"

namespace tessera::storage::sqlite {

absl::Span<const tessera::sqlite::Migration> Schema() {
  static constexpr tessera::sqlite::Migration kScripts[] = {{1, kSchema1}, {2, kSchema2},
                                                            {3, kSchema3}, {4, kSchema4}};
  return kScripts;
}

}  // namespace tessera::storage::sqlite
