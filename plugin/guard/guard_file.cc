#include "tessera/plugin/guard/guard_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/sqlite/migration.h"

namespace tessera::plugin {
namespace {

constexpr sqlite::Migration kMigrations[] = {{1, R"sql(
CREATE TABLE visit (
  sale_id    TEXT    NOT NULL PRIMARY KEY,
  card       BLOB    NOT NULL,  -- keyed hash
  cashier_id TEXT    NOT NULL,
  at_us      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX visit_by_time ON visit (at_us);
CREATE TABLE used_code (
  nonce    BLOB    NOT NULL PRIMARY KEY,
  sale_id  TEXT    NOT NULL,
  until_us INTEGER NOT NULL
) WITHOUT ROWID;
)sql"}};

}  // namespace

absl::StatusOr<std::unique_ptr<GuardFile>> GuardFile::Open(const std::string& path,
                                                           const std::string& vfs) {
  sqlite::OpenOptions options;
  // Whoever scans waits for it: nothing is synced, and its loss does no harm.
  options.synchronous = sqlite::Synchronous::kOff;
  options.busy_timeout_ms = 50;
  options.cache_kib = 256;
  options.vfs = vfs;
  TESSERA_ASSIGN_OR_RETURN(std::unique_ptr<sqlite::Connection> connection,
                           sqlite::Connection::Open(path, options));
  // Who came when is nobody's affair.
  ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
  TESSERA_RETURN_IF_ERROR(sqlite::Migrate(*connection, kMigrations));
  return std::unique_ptr<GuardFile>(new GuardFile(std::move(connection)));
}

void GuardFile::Delete(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::error_code ignored;
    std::filesystem::remove(path + suffix, ignored);
  }
}

bool GuardFile::IsSpoilt(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "STORAGE_CORRUPT" || reason == "SCHEMA_NEWER" || reason == "STORAGE_MISUSED";
}

absl::Status GuardFile::Read(const EachVisit& visit, const EachCode& code) {
  sqlite::Statement visits =
      connection_->Prepare("SELECT card, cashier_id, sale_id, at_us FROM visit");
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, visits.Step());
    if (!more) break;
    visit(visits.BlobAt(0), visits.TextAt(1), visits.TextAt(2), Instant{visits.IntegerAt(3)});
  }
  sqlite::Statement codes = connection_->Prepare("SELECT nonce, sale_id, until_us FROM used_code");
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, codes.Step());
    if (!more) return absl::OkStatus();
    code(codes.BlobAt(0), codes.TextAt(1), Instant{codes.IntegerAt(2)});
  }
}

absl::Status GuardFile::PutVisit(absl::string_view card, absl::string_view cashier_id,
                                 absl::string_view sale_id, Instant at) {
  return connection_
      ->Prepare("INSERT OR REPLACE INTO visit (sale_id, card, cashier_id, at_us)"
                " VALUES (?1, ?2, ?3, ?4)")
      .Text(sale_id)
      .Blob(card)
      .Text(cashier_id)
      .Integer(at.us)
      .Run();
}

absl::Status GuardFile::PutCode(absl::string_view nonce, absl::string_view sale_id,
                                Instant until) {
  return connection_
      ->Prepare("INSERT OR REPLACE INTO used_code (nonce, sale_id, until_us) VALUES (?1, ?2, ?3)")
      .Blob(nonce)
      .Text(sale_id)
      .Integer(until.us)
      .Run();
}

absl::Status GuardFile::Drop(Instant from, Instant to, Instant now) {
  TESSERA_RETURN_IF_ERROR(connection_->Prepare("DELETE FROM visit WHERE at_us < ?1 OR at_us > ?2")
                              .Integer(from.us)
                              .Integer(to.us)
                              .Run());
  return connection_->Prepare("DELETE FROM used_code WHERE until_us < ?1").Integer(now.us).Run();
}

}  // namespace tessera::plugin
