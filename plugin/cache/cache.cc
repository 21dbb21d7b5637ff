#include "tessera/plugin/cache/cache.h"

#include <sys/stat.h>

#include <utility>

#include "tessera/base/status.h"
#include "tessera/base/survey_link.h"
#include "tessera/sqlite/migration.h"

namespace tessera::plugin {
namespace {

constexpr char kByHash[] =
    "SELECT m.message FROM identifier i JOIN member m ON m.member_id = i.member_id"
    " WHERE i.hash = ?1";
constexpr char kById[] = "SELECT message FROM member WHERE member_id = ?1";
constexpr char kHistory[] = "SELECT history FROM member WHERE member_id = ?1";
constexpr char kCoupons[] = "SELECT coupons FROM member WHERE member_id = ?1";
// As the service hashes codes of coupons.
constexpr char kCouponPurpose[] = "coupon";

constexpr size_t kMostHeard = 256;

// Between two notes of how old the balances are.
constexpr Duration kAgePause = Seconds(10);

constexpr int kReaderKib = 1'024;
constexpr int kWriterKib = 2'048;

bool Parse(absl::string_view bytes, google::protobuf::MessageLite* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

sqlite::OpenOptions Options(sqlite::OpenMode mode, int cache_kib) {
  sqlite::OpenOptions options;
  options.mode = mode;
  options.synchronous = sqlite::Synchronous::kNormal;
  options.cache_kib = cache_kib;
  return options;
}

}  // namespace

bool IsCacheDamage(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDataLoss || ReasonOf(status) == "SCHEMA_NEWER";
}

std::unique_ptr<Cache> Cache::Open(const Folder& folder, const SealKeys& seal_keys,
                                   Random& random, const Clock& clock) {
  std::unique_ptr<Cache> cache(new Cache(folder.cache_path(), seal_keys, random, clock));
  cache->absent_ = !cache->OpenAny().ok();
  return cache;
}

absl::Status Cache::Appear() {
  if (!absent_) return absl::OkStatus();
  const absl::Status status = OpenAny();
  if (status.ok()) absent_ = false;
  return status;
}

absl::Status Cache::OpenAny() {
  absl::Status status;
  for (int attempt = 0; attempt < 2; ++attempt) {
    files_.Look();
    status = OpenCurrent();
    if (status.ok() || !IsCacheDamage(status)) return status;
    CacheFiles::Delete(files_.current());
  }
  return status;
}

absl::Status Cache::OpenCurrent() {
  if (files_.current().empty()) files_.MoveOn();
  TESSERA_ASSIGN_OR_RETURN(Opened opened, OpenFile(files_.current()));
  TESSERA_ASSIGN_OR_RETURN(State state, StateOf(opened));
  members_ = opened.meta.members;
  service_time_.Begin({opened.meta.clock_offset_us}, Instant{opened.meta.latest_us});
  writer_ = std::move(opened.writer);
  std::lock_guard<std::mutex> lock(state_mutex_);
  state_ = std::move(state);
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
void Cache::MoveTo(Opened opened, State state) {
  if (writer_ != nullptr) writer_->KeepWalOnClose();
  writer_ = std::move(opened.writer);
  files_.MoveOn();
  kept_latest_us_ = 0;
  members_ = opened.meta.members;
  std::lock_guard<std::mutex> lock(state_mutex_);
  std::swap(reader_, opened.reader);
  state_ = std::move(state);
  heard_.clear();
  damaged_ = false;
}

absl::StatusOr<Cache::State> Cache::StateOf(Opened& opened) const {
  const cache_rows::Meta& meta = opened.meta;
  State state;
  state.cursor = meta.cursor;
  if (meta.fresh_at_us != 0) {
    state.fresh_at = Instant{meta.fresh_at_us};
    state.fresh_since = FreshSince(*state.fresh_at, Instant{meta.latest_us});
  }
  if (!meta.sealed_key.empty()) {
    TESSERA_ASSIGN_OR_RETURN(state.lookup_key, OpenLookupKey(opened));
  }
  v1::SnapshotHeader keys;
  if (!Parse(meta.code_keys, &keys)) return absl::DataLossError("cached keys can't be read");
  state.code_keys.assign(keys.code_keys().begin(), keys.code_keys().end());
  TESSERA_ASSIGN_OR_RETURN(std::vector<v1::OfferUses> all,
                           cache_rows::ReadOfferUses(*opened.writer));
  for (v1::OfferUses& uses : all) state.offer_uses[uses.offer_id()] = std::move(uses);
  if (meta.program.empty()) return state;
  v1::ProgramVersion program;
  if (!Parse(meta.program, &program)) return absl::DataLossError("the cached program can't be read");
  state.live = CompileCached(std::move(program));
  return state;
}

// Sealed anew where a former key opened it: that may be gone the next time.
absl::StatusOr<SecretKey> Cache::OpenLookupKey(Opened& opened) const {
  absl::StatusOr<std::string> key = Unseal(seal_keys_.current, opened.meta.sealed_key);
  for (const SecretKey& former : seal_keys_.former) {
    if (key.ok()) break;
    key = Unseal(former, opened.meta.sealed_key);
    if (!key.ok()) continue;
    // If the disk takes it; the former key is tried the next time, too.
    static_cast<void>(cache_rows::WriteSealedKey(
        *opened.writer, Seal(seal_keys_.current, *key, random_)));
  }
  TESSERA_RETURN_IF_ERROR(key.status());
  return ParseKey(*key);
}

absl::Status Cache::Present() const {
  if (!absent_) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable, "CACHE_ABSENT", "",
                   "the till's disk takes no cache; make room on it");
}

absl::Status Cache::Rebuild() {
  TESSERA_RETURN_IF_ERROR(Present());
  damaged_ = true;
  CacheFiles::Delete(files_.next());
  TESSERA_ASSIGN_OR_RETURN(Opened opened, OpenFile(files_.next()));
  State state;
  {
    std::lock_guard<std::mutex> lock(state_mutex_);
    state = state_;
  }
  state.cursor.clear();
  state.fresh_at.reset();
  state.fresh_since.reset();
  MoveTo(std::move(opened), std::move(state));
  return absl::OkStatus();
}

std::optional<IdentifierHash> Cache::Hash(const Identifier& identifier) const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (!state_.lookup_key.has_value()) return std::nullopt;
  return HashIdentifier(*state_.lookup_key, identifier);
}

std::optional<std::array<CodeHash, 2>> Cache::HashCoupon(absl::string_view code) const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (!state_.lookup_key.has_value()) return std::nullopt;
  return std::array<CodeHash, 2>{HashExactCode(*state_.lookup_key, kCouponPurpose, code),
                                 HashCode(*state_.lookup_key, kCouponPurpose, code)};
}

std::optional<std::string> Cache::SurveyLinkOf(const SaleId& sale_id,
                                               absl::string_view survey_id) const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (!state_.lookup_key.has_value()) return std::nullopt;
  return MakeSurveyLink(*state_.lookup_key, sale_id, survey_id);
}

absl::StatusOr<std::optional<v1::Member>> Cache::FindByHash(const IdentifierHash& hash) {
  return Find<v1::Member>(kByHash, HashBytes(hash));
}

absl::StatusOr<std::optional<v1::Member>> Cache::FindById(absl::string_view member_id) {
  return FindOf<v1::Member>(kById, member_id);
}

absl::StatusOr<std::optional<v1::MemberHistory>> Cache::FindHistory(absl::string_view member_id) {
  return FindOf<v1::MemberHistory>(kHistory, member_id);
}

absl::StatusOr<std::optional<v1::CachedMember>> Cache::FindCoupons(absl::string_view member_id) {
  return FindOf<v1::CachedMember>(kCoupons, member_id);
}

template <typename Message>
absl::StatusOr<std::optional<Message>> Cache::FindOf(absl::string_view sql,
                                                     absl::string_view member_id) {
  const absl::StatusOr<MemberId> id = MemberId::Parse(member_id, "member_id");
  if (!id.ok()) return std::optional<Message>();
  return Find<Message>(sql, id->ToBytes());
}

template <typename Message>
absl::StatusOr<std::optional<Message>> Cache::Find(absl::string_view sql, absl::string_view key) {
  std::shared_ptr<Reader> reader;
  {
    std::lock_guard<std::mutex> lock(state_mutex_);
    reader = reader_;
  }
  if (reader == nullptr) return std::optional<Message>();
  absl::StatusOr<std::optional<Message>> found = Read<Message>(*reader, sql, key);
  if (IsCacheDamage(found.status())) {
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

void Cache::Heard(const v1::Member& member) {
  std::lock_guard<std::mutex> lock(state_mutex_);
  // Each is news for as long as its change is under way.
  if (heard_.size() >= kMostHeard) heard_.clear();
  v1::Member& known = heard_[member.member_id()];
  if (known.as_of_us() < member.as_of_us()) known = member;
}

v1::Member Cache::Latest(v1::Member cached) const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  const auto found = heard_.find(cached.member_id());
  const bool is_newer = found != heard_.end() && found->second.as_of_us() > cached.as_of_us();
  return is_newer ? found->second : cached;
}

std::shared_ptr<const CachedProgram> Cache::Live() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return state_.live;
}

std::vector<v1::CodeKey> Cache::CodeKeys() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return state_.code_keys;
}

v1::OfferUses Cache::FindOfferUses(const std::string& offer_id) const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  const auto found = state_.offer_uses.find(offer_id);
  return found == state_.offer_uses.end() ? v1::OfferUses() : found->second;
}

std::string Cache::cursor() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return state_.cursor;
}

std::optional<Instant> Cache::fresh_at() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  return state_.fresh_at;
}

// Of a clock that was set back nobody knows when: what was lived after the last note counts in full.
std::optional<Duration> Cache::FreshSince(Instant fresh_at, Instant latest) const {
  const Instant now = clock_.Now();
  if (now < fresh_at) return std::nullopt;
  const Instant lived = now < latest ? latest + kAgePause : now;
  return Duration{clock_.Monotonic().us - (lived - fresh_at).us};
}

std::optional<Duration> Cache::age() const {
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (!state_.fresh_since.has_value()) return std::nullopt;
  return Duration{clock_.Monotonic().us - state_.fresh_since->us};
}

int64_t Cache::LatestUs() const {
  const std::optional<Duration> old = age();
  const std::optional<Instant> since = fresh_at();
  return old.has_value() && since.has_value() ? (*since + *old).us : 0;
}

void Cache::KeepAge() {
  const int64_t latest_us = LatestUs();
  if (absent_ || damaged_ || latest_us < kept_latest_us_ + kAgePause.us) return;
  if (cache_rows::WriteLatest(*writer_, latest_us).ok()) kept_latest_us_ = latest_us;
}

}  // namespace tessera::plugin
