#include "tessera/plugin/cache/cache.h"

#include <sys/stat.h>

#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/codec/program.h"
#include "tessera/plugin/cache/rows.h"
#include "tessera/sqlite/migration.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::plugin {
namespace {

constexpr char kByHash[] =
    "SELECT m.message FROM identifier i JOIN member m ON m.member_id = i.member_id"
    " WHERE i.hash = ?1";
constexpr char kById[] = "SELECT message FROM member WHERE member_id = ?1";
constexpr char kHistory[] = "SELECT history FROM member WHERE member_id = ?1";

constexpr int kReaderKib = 1'024;
constexpr int kWriterKib = 2'048;

// Of Watch: a response with so many changes is not the last one.
constexpr int kFullResponse = 1'000;

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

// Nothing but a new file helps. Other errors pass, or are not the file's.
bool IsDamage(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDataLoss || ReasonOf(status) == "SCHEMA_NEWER";
}

sqlite::OpenOptions Options(sqlite::OpenMode mode, int cache_kib) {
  sqlite::OpenOptions options;
  options.mode = mode;
  options.synchronous = sqlite::Synchronous::kNormal;
  options.cache_kib = cache_kib;
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Cache>> Cache::Open(const Folder& folder, const SecretKey& seal_key,
                                                   Random& random) {
  absl::Status status;
  for (int attempt = 0; attempt < 2; ++attempt) {
    std::unique_ptr<Cache> cache(new Cache(folder.cache_path(), seal_key, random));
    cache->files_.Look();
    status = cache->OpenCurrent();
    if (status.ok()) return cache;
    if (!IsDamage(status)) return status;
    const std::string path = cache->files_.current();
    cache.reset();
    CacheFiles::Delete(path);
  }
  return status;
}

absl::Status Cache::OpenCurrent() {
  if (files_.current().empty()) files_.MoveOn();
  TESSERA_ASSIGN_OR_RETURN(Opened opened, OpenFile(files_.current()));
  TESSERA_ASSIGN_OR_RETURN(state_, StateOf(opened.meta));
  members_ = opened.meta.members;
  writer_ = std::move(opened.writer);
  reader_ = std::move(opened.reader);
  return absl::OkStatus();
}

absl::StatusOr<Cache::Opened> Cache::OpenFile(const std::string& path) {
  Opened opened;
  TESSERA_ASSIGN_OR_RETURN(
      opened.writer,
      sqlite::Connection::Open(path, Options(sqlite::OpenMode::kCreate, kWriterKib)));
  ::chmod(path.c_str(), 0600);
  TESSERA_RETURN_IF_ERROR(sqlite::Migrate(*opened.writer, cache_rows::Schema()));
  TESSERA_ASSIGN_OR_RETURN(opened.meta, cache_rows::ReadMeta(*opened.writer));
  opened.reader = std::make_shared<Reader>();
  TESSERA_ASSIGN_OR_RETURN(
      opened.reader->connection,
      sqlite::Connection::Open(path, Options(sqlite::OpenMode::kReadWrite, kReaderKib)));
  // Closed by whoever looks something up last: that must not cost a checkpoint.
  opened.reader->connection->KeepWalOnClose();
  return opened;
}

// The next file is the valid one; the one before is gone as soon as nobody reads it.
void Cache::MoveTo(Opened opened, const State& state) {
  if (writer_ != nullptr) writer_->KeepWalOnClose();
  writer_ = std::move(opened.writer);
  files_.MoveOn();
  members_ = opened.meta.members;
  std::lock_guard<std::mutex> lock(state_mutex_);
  std::swap(reader_, opened.reader);
  state_ = state;
  damaged_ = false;
}

absl::StatusOr<Cache::State> Cache::StateOf(const cache_rows::Meta& meta) const {
  State state;
  state.cursor = meta.cursor;
  if (meta.fresh_at_us != 0) state.fresh_at = Instant{meta.fresh_at_us};
  if (!meta.sealed_key.empty()) {
    TESSERA_ASSIGN_OR_RETURN(const std::string key, Unseal(seal_key_, meta.sealed_key));
    TESSERA_ASSIGN_OR_RETURN(state.lookup_key, ParseKey(key));
  }
  if (meta.program.empty()) return state;
  v1::ProgramVersion program;
  if (!Parse(meta.program, &program)) return absl::DataLossError("the cached program can't be read");
  state.live = Compiled(std::move(program));
  return state;
}

absl::Status Cache::Rebuild() {
  damaged_ = true;
  snapshot_.reset();
  CacheFiles::Delete(files_.next());
  TESSERA_ASSIGN_OR_RETURN(Opened opened, OpenFile(files_.next()));
  State state;
  {
    std::lock_guard<std::mutex> lock(state_mutex_);
    state.live = state_.live;
    state.lookup_key = state_.lookup_key;
  }
  MoveTo(std::move(opened), state);
  return absl::OkStatus();
}

std::optional<IdentifierHash> Cache::Hash(const Identifier& identifier) const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (!state_.lookup_key.has_value()) return std::nullopt;
  return HashIdentifier(*state_.lookup_key, identifier);
}

absl::StatusOr<std::optional<v1::Member>> Cache::FindByHash(const IdentifierHash& hash) {
  return Find<v1::Member>(kByHash, HashBytes(hash));
}

absl::StatusOr<std::optional<v1::Member>> Cache::FindById(absl::string_view member_id) {
  const absl::StatusOr<MemberId> id = MemberId::Parse(member_id, "member_id");
  if (!id.ok()) return std::optional<v1::Member>();
  return Find<v1::Member>(kById, id->ToBytes());
}

absl::StatusOr<std::optional<v1::MemberHistory>> Cache::FindHistory(absl::string_view member_id) {
  const absl::StatusOr<MemberId> id = MemberId::Parse(member_id, "member_id");
  if (!id.ok()) return std::optional<v1::MemberHistory>();
  return Find<v1::MemberHistory>(kHistory, id->ToBytes());
}

template <typename Message>
absl::StatusOr<std::optional<Message>> Cache::Find(absl::string_view sql, absl::string_view key) {
  std::shared_ptr<Reader> reader;
  {
    std::lock_guard<std::mutex> lock(state_mutex_);
    reader = reader_;
  }
  absl::StatusOr<std::optional<Message>> found = Read<Message>(*reader, sql, key);
  if (IsDamage(found.status())) {
    std::lock_guard<std::mutex> lock(state_mutex_);
    // For the writing thread to mend, unless it has another file already.
    if (reader == reader_) damaged_ = true;
  }
  return found;
}

template <typename Message>
absl::StatusOr<std::optional<Message>> Cache::Read(Reader& reader, absl::string_view sql,
                                                   absl::string_view key) {
  std::lock_guard<std::mutex> lock(reader.mutex);
  sqlite::Statement select = reader.connection->Prepare(sql);
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
  return state_.live;
}

std::string Cache::cursor() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return state_.cursor;
}

std::optional<Instant> Cache::fresh_at() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return state_.fresh_at;
}

absl::Status Cache::BeginSnapshot(const v1::SnapshotHeader& header) {
  TESSERA_RETURN_IF_ERROR(ParseKey(header.identifier_key()).status());
  snapshot_.reset();
  TESSERA_ASSIGN_OR_RETURN(auto draft, SnapshotDraft::Begin(files_.draft()));
  snapshot_.emplace();
  snapshot_->header = header;
  snapshot_->draft = std::move(draft);
  if (header.has_program()) snapshot_->program = Compiled(header.program());
  return absl::OkStatus();
}

absl::Status Cache::AddToSnapshot(const v1::MemberBatch& batch) {
  if (!snapshot_.has_value()) return Broken("a snapshot's members came before its header");
  return snapshot_->draft->Add(batch);
}

absl::Status Cache::FinishSnapshot(Instant now) {
  if (!snapshot_.has_value()) return Broken("a snapshot ended before its header");
  const absl::Status status = SwitchToSnapshot(now);
  snapshot_.reset();
  return status;
}

absl::Status Cache::SwitchToSnapshot(Instant now) {
  const v1::SnapshotHeader& header = snapshot_->header;
  State state;
  state.live = snapshot_->program;
  state.cursor = header.cursor();
  state.fresh_at = now;
  TESSERA_ASSIGN_OR_RETURN(state.lookup_key, ParseKey(header.identifier_key()));
  cache_rows::Meta meta;
  meta.cursor = header.cursor();
  meta.fresh_at_us = now.us;
  meta.sealed_key = Seal(seal_key_, KeyBytes(*state.lookup_key), random_);
  if (header.has_program()) meta.program = header.program().SerializeAsString();
  TESSERA_RETURN_IF_ERROR(snapshot_->draft->Finish(std::move(meta)));
  // From here on a till that starts anew takes the new file, whatever happens to this one.
  TESSERA_RETURN_IF_ERROR(files_.FinishDraft());
  TESSERA_ASSIGN_OR_RETURN(Opened opened, OpenFile(files_.next()));
  MoveTo(std::move(opened), state);
  return absl::OkStatus();
}

bool Cache::HasMore(const v1::WatchResponse& response) {
  return response.changes_size() >= kFullResponse;
}

absl::Status Cache::Apply(const v1::WatchResponse& response, Instant now) {
  if (damaged_) return absl::DataLossError("the cache is damaged");
  const absl::Status status = ApplyAll(response, now);
  if (IsDamage(status)) damaged_ = true;
  return status;
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
    TESSERA_RETURN_IF_ERROR(cache_rows::WriteProgress(*writer_, response.cursor(),
                                                      fresh.value_or(Instant()).us,
                                                      members_ + effect.members));
    TESSERA_RETURN_IF_ERROR(transaction.Commit());
  }
  members_ += effect.members;
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (effect.program != nullptr) state_.live = std::move(effect.program);
  state_.cursor = response.cursor();
  state_.fresh_at = fresh;
  return absl::OkStatus();
}

absl::Status Cache::ApplyChange(const v1::Change& change, Effect* effect) {
  switch (change.change_case()) {
    case v1::Change::kProgram:
      effect->program = Compiled(change.program());
      return cache_rows::WriteProgram(*writer_, change.program().SerializeAsString());
    case v1::Change::kMember: {
      TESSERA_ASSIGN_OR_RETURN(const bool known,
                               cache_rows::PutMember(*writer_, change.member()));
      effect->members += known ? 0 : 1;
      return absl::OkStatus();
    }
    case v1::Change::kRemovedMemberId: {
      TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                               MemberId::Parse(change.removed_member_id(), "member_id"));
      TESSERA_ASSIGN_OR_RETURN(const bool known, cache_rows::DropMember(*writer_, id));
      effect->members -= known ? 1 : 0;
      return absl::OkStatus();
    }
    case v1::Change::CHANGE_NOT_SET:
      break;
  }
  // A kind of change that a newer service knows and this plugin has no use for.
  return absl::OkStatus();
}

}  // namespace tessera::plugin
