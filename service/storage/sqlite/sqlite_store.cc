#include "tessera/storage/sqlite/sqlite_store.h"

#include <utility>

#include "tessera/base/ids.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/migration.h"
#include "tessera/storage/sqlite/backup.h"
#include "tessera/storage/sqlite/events.h"
#include "tessera/storage/sqlite/row.h"
#include "tessera/storage/sqlite/schema.h"

namespace tessera::storage::sqlite {
namespace {

absl::Status GiveEpoch(tessera::sqlite::Connection& connection, Random& random) {
  Uuid epoch;
  random.Fill(epoch.data(), epoch.size());
  return connection
      .Prepare("INSERT INTO chain (only_row, epoch, key_check) VALUES (1, ?1, x'')"
               " ON CONFLICT DO NOTHING")
      .Blob(AsBytes(epoch))
      .Run();
}

absl::Status BeginRun(tessera::sqlite::Connection& connection, Random& random) {
  Uuid run_id;
  random.Fill(run_id.data(), run_id.size());
  TESSERA_ASSIGN_OR_RETURN(const EventPlaces events, SqliteEvents(connection).Last());
  return connection
      .Prepare("INSERT INTO run (run_id, first_change_no, first_events)"
               " SELECT ?1, coalesce(max(change_no), 0), ?2 FROM change")
      .Blob(AsBytes(run_id))
      .Blob(PlacesToBytes(events))
      .Run();
}

absl::Status CheckKeys(tessera::sqlite::Connection& connection, absl::string_view key_check) {
  if (key_check.empty()) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(connection.Prepare("UPDATE chain SET key_check = ?1 WHERE key_check = x''")
                              .Blob(key_check)
                              .Run());
  auto kept = connection.Prepare("SELECT key_check FROM chain");
  TESSERA_RETURN_IF_ERROR(kept.One());
  if (kept.BlobAt(0) == key_check) return absl::OkStatus();
  return Refused("KEY_CHECK_DIFFERS", "", "this database was made with other keys");
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(const SqliteStoreOptions& options,
                                                               Random& random) {
  tessera::sqlite::OpenOptions writing;
  writing.automatic_checkpoints = false;
  writing.busy_timeout_ms = 1'000;
  writing.cache_kib = 65'536;
  writing.vfs = options.vfs;
  writing.synchronous = tessera::sqlite::Synchronous::kNormal;  // the writer sees to it itself
  TESSERA_ASSIGN_OR_RETURN(auto connection,
                           tessera::sqlite::Connection::Open(options.path, writing));
  TESSERA_RETURN_IF_ERROR(tessera::sqlite::Migrate(*connection, Schema()));
  TESSERA_RETURN_IF_ERROR(GiveEpoch(*connection, random));
  TESSERA_RETURN_IF_ERROR(CheckKeys(*connection, options.key_check));
  TESSERA_RETURN_IF_ERROR(BeginRun(*connection, random));
  tessera::sqlite::OpenOptions reading;
  reading.mode = tessera::sqlite::OpenMode::kReadOnly;
  reading.vfs = options.vfs;
  TESSERA_ASSIGN_OR_RETURN(auto reader, tessera::sqlite::Connection::Open(options.path, reading));
  TESSERA_ASSIGN_OR_RETURN(
      auto writer, Writer::Make(std::move(connection), std::move(reader), options.writer));
  return std::unique_ptr<SqliteStore>(new SqliteStore(options, std::move(writer)));
}

SqliteStore::SqliteStore(const SqliteStoreOptions& options, std::unique_ptr<Writer> writer)
    : path_(options.path),
      vfs_(options.vfs),
      writer_(std::move(writer)),
      readers_(options.path, options.vfs, options.readers) {}

SqliteStore::~SqliteStore() { Stop(); }

absl::Status SqliteStore::Read(absl::FunctionRef<absl::Status(ReadTransaction&)> work) {
  const absl::Status read = readers_.Read(work);
  TESSERA_RETURN_IF_ERROR(writer_->AwaitDurable());
  return read;
}

absl::Status SqliteStore::ReadLatest(absl::FunctionRef<absl::Status(ReadTransaction&)> work) {
  return readers_.Read(work);
}

void SqliteStore::Write(Work work, Done done) { writer_->Submit(std::move(work), std::move(done)); }

absl::Status SqliteStore::Backup(const std::string& path, Random& random,
                                 absl::FunctionRef<absl::Status()> still_wanted) {
  const std::unique_lock<std::mutex> lock(backup_mutex_, std::try_to_lock);
  if (!lock.owns_lock()) {
    return MakeError(absl::StatusCode::kUnavailable, "BACKUP_RUNNING", "",
                     "another backup is being made; wait for it");
  }
  return BackUp({path_, path, vfs_}, random, still_wanted);
}

void SqliteStore::OnChange(std::function<void(int64_t)> listener) {
  writer_->OnChange(std::move(listener));
}

void SqliteStore::Stop() { writer_->Stop(); }

}  // namespace tessera::storage::sqlite
