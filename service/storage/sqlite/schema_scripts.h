// The numbered scripts, one per released schema.
#ifndef TESSERA_STORAGE_SQLITE_SCHEMA_SCRIPTS_H_
#define TESSERA_STORAGE_SQLITE_SCHEMA_SCRIPTS_H_

namespace tessera::storage::sqlite {

extern const char kSchema1[];
extern const char kSchema2[];
extern const char kSchema3[];
extern const char kSchema4[];

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_SCHEMA_SCRIPTS_H_
