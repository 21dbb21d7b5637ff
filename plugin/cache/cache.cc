#include "tessera/plugin/cache/cache.h"

#include <sys/stat.h>

#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/ids.h"
#include "tessera/base/status.h"
#include "tessera/codec/program.h"
#include "tessera/sqlite/migration.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::plugin {
namespace {

// Rows of one generation are one state of the service; a snapshot fills the next one.
constexpr sqlite::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE meta (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  generation    INTEGER NOT NULL,  -- the one that is valid
  cursor        TEXT    NOT NULL,  -- where to follow the service from; empty for nowhere
  fresh_at_us   INTEGER NOT NULL,  -- by this till's clock
  sealed_key    BLOB    NOT NULL,  -- the chain's key for identifier hashes; empty if not known
  program       BLOB    NOT NULL   -- tessera.v1.ProgramVersion that is live; empty for none
);
INSERT INTO meta VALUES (1, 1, '', 0, x'', x'');
CREATE TABLE member (
  generation INTEGER NOT NULL,
  member_id  BLOB    NOT NULL,
  message    BLOB    NOT NULL,  -- tessera.v1.Member
  PRIMARY KEY (generation, member_id)
) WITHOUT ROWID;
CREATE TABLE identifier (
  generation INTEGER NOT NULL,
  hash       BLOB    NOT NULL,
  member_id  BLOB    NOT NULL,
  PRIMARY KEY (generation, hash)
) WITHOUT ROWID;
CREATE INDEX identifier_by_member ON identifier (generation, member_id);
)sql"},
    // What was cached before has no history: a new snapshot brings it.
    {2, R"sql(
ALTER TABLE member ADD COLUMN history BLOB NOT NULL DEFAULT x'';  -- tessera.v1.MemberHistory
UPDATE meta SET cursor = '';
)sql"}};

bool Parse(absl::string_view bytes, google::protobuf::MessageLite* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

std::shared_ptr<const CachedProgram> Compiled(v1::ProgramVersion program) {
  auto cached = std::make_shared<CachedProgram>();
  cached->version = program.version();
  std::vector<engine::Fault> faults;
  cached->compiled = codec::CompileProto(program.program(), program.version(), &faults);
  cached->document = std::move(*program.mutable_program());
  return cached;
}

// Of Watch: a response with so many changes is not the last one.
constexpr int kFullResponse = 1'000;

// Nothing but a new file helps. Other errors pass, or are not the file's.
bool IsDamage(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDataLoss || ReasonOf(status) == "SCHEMA_NEWER";
}

void Delete(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
}

absl::Status Gone() {
  return MakeError(absl::StatusCode::kUnavailable, "STORAGE_FAILED", "",
                   "the cache could not be begun anew yet");
}

sqlite::OpenOptions Options(sqlite::OpenMode mode) {
  sqlite::OpenOptions options;
  options.mode = mode;
  options.synchronous = sqlite::Synchronous::kNormal;
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Cache>> Cache::Open(const Folder& folder, const SecretKey& seal_key,
                                                   Random& random) {
  const std::string path = folder.cache_path();
  absl::Status status;
  for (int attempt = 0; attempt < 2; ++attempt) {
    std::unique_ptr<Cache> cache(new Cache(path, seal_key, random));
    status = cache->Connect();
    if (status.ok()) status = cache->Load();
    if (status.ok()) return cache;
    cache.reset();
    if (!IsDamage(status)) return status;
    Delete(path);
  }
  return status;
}

absl::Status Cache::Connect() {
  TESSERA_ASSIGN_OR_RETURN(
      writer_, sqlite::Connection::Open(path_, Options(sqlite::OpenMode::kCreate)));
  ::chmod(path_.c_str(), 0600);
  {
    sqlite::Statement check = writer_->Prepare("PRAGMA quick_check(1)");
    TESSERA_RETURN_IF_ERROR(check.One());
    if (check.TextAt(0) != "ok") return absl::DataLossError("the cache is damaged");
  }
  TESSERA_RETURN_IF_ERROR(sqlite::Migrate(*writer_, kMigrations));
  TESSERA_ASSIGN_OR_RETURN(
      reader_, sqlite::Connection::Open(path_, Options(sqlite::OpenMode::kReadWrite)));
  return absl::OkStatus();
}

absl::Status Cache::Load() {
  {
    sqlite::Statement meta =
        writer_->Prepare("SELECT generation, cursor, fresh_at_us, sealed_key FROM meta");
    TESSERA_RETURN_IF_ERROR(meta.One());
    generation_ = meta.IntegerAt(0);
    cursor_ = std::string(meta.TextAt(1));
    if (meta.IntegerAt(2) != 0) fresh_at_ = Instant{meta.IntegerAt(2)};
    if (!meta.BlobAt(3).empty()) {
      TESSERA_ASSIGN_OR_RETURN(const std::string key, Unseal(seal_key_, meta.BlobAt(3)));
      TESSERA_ASSIGN_OR_RETURN(lookup_key_, ParseKey(key));
    }
    TESSERA_RETURN_IF_ERROR(meta.status());
  }
  TESSERA_RETURN_IF_ERROR(LoadProgram());
  TESSERA_RETURN_IF_ERROR(DropOtherGenerations());
  sqlite::Statement count = writer_->Prepare("SELECT COUNT(*) FROM member");
  TESSERA_RETURN_IF_ERROR(count.One());
  members_ = count.IntegerAt(0);
  return count.status();
}

absl::Status Cache::Rebuild() {
  std::lock_guard<std::mutex> reading(read_mutex_);
  damaged_ = true;
  snapshot_.reset();
  reader_.reset();
  writer_.reset();
  Delete(path_);
  {
    std::lock_guard<std::mutex> lock(state_mutex_);
    cursor_.clear();
    fresh_at_.reset();
  }
  members_ = 0;
  generation_ = 1;
  if (absl::Status status = Connect(); !status.ok()) {
    reader_.reset();
    writer_.reset();
    return status;
  }
  damaged_ = false;
  return absl::OkStatus();
}

// Keeps in mind that the file is damaged, for the writing thread to mend.
absl::Status Cache::Noted(absl::Status status) {
  if (IsDamage(status)) damaged_ = true;
  return status;
}

absl::Status Cache::LoadProgram() {
  sqlite::Statement select = writer_->Prepare("SELECT program FROM meta");
  TESSERA_RETURN_IF_ERROR(select.One());
  const absl::string_view bytes = select.BlobAt(0);
  if (bytes.empty()) return select.status();
  v1::ProgramVersion program;
  if (!Parse(bytes, &program)) return absl::DataLossError("the cached program can't be read");
  live_ = Compiled(std::move(program));
  return select.status();
}

std::optional<IdentifierHash> Cache::Hash(const Identifier& identifier) const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (!lookup_key_.has_value()) return std::nullopt;
  return HashIdentifier(*lookup_key_, identifier);
}

absl::StatusOr<std::optional<v1::Member>> Cache::FindByHash(const IdentifierHash& hash) {
  return Find<v1::Member>(
      "SELECT m.message FROM meta JOIN identifier i ON i.generation = meta.generation"
      " AND i.hash = ?1 JOIN member m ON m.generation = i.generation AND m.member_id = i.member_id",
      HashBytes(hash));
}

absl::StatusOr<std::optional<v1::Member>> Cache::FindById(absl::string_view member_id) {
  const absl::StatusOr<MemberId> id = MemberId::Parse(member_id, "member_id");
  if (!id.ok()) return std::optional<v1::Member>();
  return Find<v1::Member>(
      "SELECT m.message FROM meta JOIN member m ON m.generation = meta.generation"
      " AND m.member_id = ?1",
      id->ToBytes());
}

absl::StatusOr<std::optional<v1::MemberHistory>> Cache::FindHistory(absl::string_view member_id) {
  const absl::StatusOr<MemberId> id = MemberId::Parse(member_id, "member_id");
  if (!id.ok()) return std::optional<v1::MemberHistory>();
  return Find<v1::MemberHistory>(
      "SELECT m.history FROM meta JOIN member m ON m.generation = meta.generation"
      " AND m.member_id = ?1",
      id->ToBytes());
}

template <typename Message>
absl::StatusOr<std::optional<Message>> Cache::Find(absl::string_view sql, absl::string_view key) {
  std::lock_guard<std::mutex> lock(read_mutex_);
  absl::StatusOr<std::optional<Message>> found = Read<Message>(sql, key);
  if (!found.ok()) return Noted(found.status());
  return found;
}

template <typename Message>
absl::StatusOr<std::optional<Message>> Cache::Read(absl::string_view sql, absl::string_view key) {
  if (reader_ == nullptr) return Gone();
  sqlite::Statement select = reader_->Prepare(sql);
  select.Blob(key);
  TESSERA_ASSIGN_OR_RETURN(const bool found, select.Step());
  if (!found) return std::optional<Message>();
  Message message;
  if (!Parse(select.BlobAt(0), &message)) {
    return absl::DataLossError("a cached member can't be read");
  }
  return std::optional<Message>(std::move(message));
}

std::shared_ptr<const CachedProgram> Cache::Live() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return live_;
}

std::string Cache::cursor() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return cursor_;
}

std::optional<Instant> Cache::fresh_at() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return fresh_at_;
}

absl::Status Cache::BeginSnapshot(const v1::SnapshotHeader& header) {
  return Noted(writer_ == nullptr ? Gone() : StartSnapshot(header));
}

absl::Status Cache::AddToSnapshot(const v1::MemberBatch& batch) {
  return Noted(writer_ == nullptr ? Gone() : PutBatch(batch));
}

absl::Status Cache::FinishSnapshot(Instant now) {
  return Noted(writer_ == nullptr ? Gone() : SwitchToSnapshot(now));
}

absl::Status Cache::Apply(const v1::WatchResponse& response, Instant now) {
  if (damaged_) return absl::DataLossError("the cache is damaged");
  return Noted(writer_ == nullptr ? Gone() : ApplyAll(response, now));
}

absl::Status Cache::StartSnapshot(const v1::SnapshotHeader& header) {
  TESSERA_RETURN_IF_ERROR(ParseKey(header.identifier_key()).status());
  TESSERA_RETURN_IF_ERROR(DropOtherGenerations());
  snapshot_.emplace();
  snapshot_->header = header;
  snapshot_->generation = generation_ + 1;
  if (header.has_program()) snapshot_->program = Compiled(header.program());
  return absl::OkStatus();
}

absl::Status Cache::PutBatch(const v1::MemberBatch& batch) {
  if (!snapshot_.has_value()) return Broken("a snapshot's members came before its header");
  TESSERA_ASSIGN_OR_RETURN(
      auto transaction, sqlite::Transaction::Begin(*writer_, sqlite::TransactionKind::kWrite));
  for (const v1::CachedMember& member : batch.members()) {
    TESSERA_RETURN_IF_ERROR(PutMember(snapshot_->generation, member));
  }
  return transaction.Commit();
}

absl::Status Cache::SwitchToSnapshot(Instant now) {
  if (!snapshot_.has_value()) return Broken("a snapshot ended before its header");
  const IncomingSnapshot snapshot = *std::move(snapshot_);
  snapshot_.reset();
  TESSERA_ASSIGN_OR_RETURN(const SecretKey lookup_key,
                           ParseKey(snapshot.header.identifier_key()));
  int64_t members = 0;
  {
    TESSERA_ASSIGN_OR_RETURN(
        auto transaction, sqlite::Transaction::Begin(*writer_, sqlite::TransactionKind::kWrite));
    TESSERA_RETURN_IF_ERROR(
        PutMeta(snapshot.header.cursor(), now, snapshot.generation));
    TESSERA_RETURN_IF_ERROR(
        writer_->Prepare("UPDATE meta SET sealed_key = ?1, program = ?2")
            .Blob(Seal(seal_key_, KeyBytes(lookup_key), random_))
            .Blob(snapshot.program == nullptr ? ""
                                              : snapshot.header.program().SerializeAsString())
            .Run());
    {
      sqlite::Statement count =
          writer_->Prepare("SELECT COUNT(*) FROM member WHERE generation = ?1");
      count.Integer(snapshot.generation);
      TESSERA_RETURN_IF_ERROR(count.One());
      members = count.IntegerAt(0);
    }
    TESSERA_RETURN_IF_ERROR(transaction.Commit());
  }
  {
    std::lock_guard<std::mutex> lock(state_mutex_);
    live_ = snapshot.program;
    lookup_key_ = lookup_key;
    cursor_ = snapshot.header.cursor();
    fresh_at_ = now;
  }
  generation_ = snapshot.generation;
  members_ = members;
  return DropOtherGenerations();
}

absl::Status Cache::DropOtherGenerations() {
  for (const char* sql : {"DELETE FROM identifier WHERE generation <> ?1",
                          "DELETE FROM member WHERE generation <> ?1"}) {
    TESSERA_RETURN_IF_ERROR(writer_->Prepare(sql).Integer(generation_).Run());
  }
  return absl::OkStatus();
}

bool Cache::HasMore(const v1::WatchResponse& response) {
  return response.changes_size() >= kFullResponse;
}

absl::Status Cache::ApplyAll(const v1::WatchResponse& response, Instant now) {
  const std::optional<Instant> fresh = HasMore(response) ? fresh_at() : now;
  Effect effect;
  {
    TESSERA_ASSIGN_OR_RETURN(
        auto transaction, sqlite::Transaction::Begin(*writer_, sqlite::TransactionKind::kWrite));
    for (const v1::Change& change : response.changes()) {
      TESSERA_RETURN_IF_ERROR(ApplyChange(change, &effect));
    }
    TESSERA_RETURN_IF_ERROR(PutMeta(response.cursor(), fresh.value_or(Instant()), generation_));
    TESSERA_RETURN_IF_ERROR(transaction.Commit());
  }
  members_ += effect.members;
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (effect.program != nullptr) live_ = std::move(effect.program);
  cursor_ = response.cursor();
  fresh_at_ = fresh;
  return absl::OkStatus();
}

absl::Status Cache::ApplyChange(const v1::Change& change, Effect* effect) {
  switch (change.change_case()) {
    case v1::Change::kProgram:
      effect->program = Compiled(change.program());
      return writer_->Prepare("UPDATE meta SET program = ?1")
          .Blob(change.program().SerializeAsString())
          .Run();
    case v1::Change::kMember: {
      TESSERA_ASSIGN_OR_RETURN(
          const MemberId id, MemberId::Parse(change.member().member().member_id(), "member_id"));
      TESSERA_ASSIGN_OR_RETURN(const bool known, HasMember(id));
      effect->members += known ? 0 : 1;
      return PutMember(generation_, change.member());
    }
    case v1::Change::kRemovedMemberId: {
      TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                               MemberId::Parse(change.removed_member_id(), "member_id"));
      TESSERA_ASSIGN_OR_RETURN(const bool known, HasMember(id));
      effect->members -= known ? 1 : 0;
      return DropMember(id);
    }
    case v1::Change::CHANGE_NOT_SET:
      break;
  }
  // A kind of change that a newer service knows and this plugin has no use for.
  return absl::OkStatus();
}

absl::StatusOr<bool> Cache::HasMember(const MemberId& id) {
  sqlite::Statement select =
      writer_->Prepare("SELECT 1 FROM member WHERE generation = ?1 AND member_id = ?2");
  select.Integer(generation_).Blob(id.ToBytes());
  return select.Step();
}

absl::Status Cache::PutMember(int64_t generation, const v1::CachedMember& member) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                           MemberId::Parse(member.member().member_id(), "member_id"));
  TESSERA_RETURN_IF_ERROR(
      writer_->Prepare("INSERT OR REPLACE INTO member VALUES (?1, ?2, ?3, ?4)")
          .Integer(generation)
          .Blob(id.ToBytes())
          .Blob(member.member().SerializeAsString())
          .Blob(member.history().SerializeAsString())
          .Run());
  TESSERA_RETURN_IF_ERROR(
      writer_->Prepare("DELETE FROM identifier WHERE generation = ?1 AND member_id = ?2")
          .Integer(generation)
          .Blob(id.ToBytes())
          .Run());
  for (const std::string& hash : member.identifier_hashes()) {
    TESSERA_RETURN_IF_ERROR(
        writer_->Prepare("INSERT OR REPLACE INTO identifier VALUES (?1, ?2, ?3)")
            .Integer(generation)
            .Blob(hash)
            .Blob(id.ToBytes())
            .Run());
  }
  return absl::OkStatus();
}

absl::Status Cache::DropMember(const MemberId& id) {
  for (const char* sql : {"DELETE FROM identifier WHERE generation = ?1 AND member_id = ?2",
                          "DELETE FROM member WHERE generation = ?1 AND member_id = ?2"}) {
    TESSERA_RETURN_IF_ERROR(
        writer_->Prepare(sql).Integer(generation_).Blob(id.ToBytes()).Run());
  }
  return absl::OkStatus();
}

absl::Status Cache::PutMeta(absl::string_view cursor, Instant fresh_at, int64_t generation) {
  return writer_->Prepare("UPDATE meta SET cursor = ?1, fresh_at_us = ?2, generation = ?3")
      .Text(cursor)
      .Integer(fresh_at.us)
      .Integer(generation)
      .Run();
}

}  // namespace tessera::plugin
