#include "tessera/sqlite/migration.h"

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::sqlite {
namespace {

absl::Status Apply(Connection& connection, const Migration& migration) {
  TESSERA_ASSIGN_OR_RETURN(Transaction transaction,
                           Transaction::Begin(connection, TransactionKind::kWrite));
  // Another process may have been faster between the look and the lock.
  TESSERA_ASSIGN_OR_RETURN(const int version, SchemaVersion(connection));
  if (version >= migration.number) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(connection.Execute(migration.sql));
  TESSERA_RETURN_IF_ERROR(
      connection.Execute(absl::StrCat("PRAGMA user_version = ", migration.number)));
  return transaction.Commit();
}

}  // namespace

absl::StatusOr<int> SchemaVersion(Connection& connection) {
  Statement statement = connection.Prepare("PRAGMA user_version");
  TESSERA_RETURN_IF_ERROR(statement.One());
  return static_cast<int>(statement.IntegerAt(0));
}

absl::Status Migrate(Connection& connection, absl::Span<const Migration> migrations) {
  for (size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].number != static_cast<int>(i) + 1) {
      return Broken(absl::StrCat("migration ", i + 1, " has number ", migrations[i].number));
    }
  }
  TESSERA_ASSIGN_OR_RETURN(const int version, SchemaVersion(connection));
  if (version > static_cast<int>(migrations.size())) {
    return Refused("SCHEMA_NEWER", "",
                   absl::StrCat("the database has schema ", version, ", this program knows only ",
                                migrations.size(), "; run the program that wrote it, or a newer one"));
  }
  for (const Migration& migration : migrations) {
    if (migration.number > version) TESSERA_RETURN_IF_ERROR(Apply(connection, migration));
  }
  return absl::OkStatus();
}

}  // namespace tessera::sqlite
