#include "tessera/plugin/cache/snapshot_draft.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "tessera/base/status.h"
#include "tessera/plugin/cache/cache_files.h"
#include "tessera/sqlite/migration.h"

namespace tessera::plugin {
namespace {

constexpr int kCacheKib = 16'384;
constexpr int64_t kMembersPerTransaction = 20'000;
// Written in the order of their hashes, many at a time, most of them go to pages that are at hand.
constexpr size_t kMostIdentifiers = 131'072;

// How far it came; gone once it is finished.
constexpr char kProgressTable[] = R"sql(
CREATE TABLE draft (
  id              INTEGER PRIMARY KEY CHECK (id = 1),
  boot            TEXT    NOT NULL,  -- of the machine, as it was written last
  cursor          TEXT    NOT NULL,
  announced       INTEGER NOT NULL,  -- members that the header promised
  members         INTEGER NOT NULL,
  after_member_id BLOB    NOT NULL,
  indexed_until   BLOB    NOT NULL   -- identifiers of members up to this one are there
);
INSERT INTO draft VALUES (1, '', '', 0, 0, x'', x'');
)sql";

// The kernel's name for the time since it was started; empty where there is none. What was written in
// the same one is there, though nothing was synced; of what is older, a power failure may have taken
// a part.
std::string ThisBoot() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string boot;
  std::getline(file, boot);
  return boot;
}

bool ReadId(absl::string_view bytes, MemberId* id) {
  if (bytes.size() != id->bytes.size()) return false;
  std::copy(bytes.begin(), bytes.end(), id->bytes.begin());
  return true;
}

absl::Status Unreliable() { return absl::DataLossError("the draft of a snapshot is not whole"); }

}  // namespace

absl::Status SnapshotDraft::Open() {
  sqlite::OpenOptions options;
  options.synchronous = sqlite::Synchronous::kOff;
  options.cache_kib = kCacheKib;
  TESSERA_ASSIGN_OR_RETURN(connection_, sqlite::Connection::Open(path_, options));
  ::chmod(path_.c_str(), 0600);
  // A journal, unlike a log, costs next to nothing where almost all is new; a process that is killed
  // leaves what it had committed.
  TESSERA_RETURN_IF_ERROR(connection_->Execute(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE"));
  return sqlite::Migrate(*connection_, cache_rows::Schema());
}

absl::StatusOr<std::unique_ptr<SnapshotDraft>> SnapshotDraft::Begin(
    const std::string& path, const v1::SnapshotHeader& header) {
  CacheFiles::Delete(path);
  std::unique_ptr<SnapshotDraft> draft(new SnapshotDraft(path));
  draft->cursor_ = header.cursor();
  draft->announced_ = header.members();
  draft->kept_ = false;
  TESSERA_RETURN_IF_ERROR(draft->Open());
  TESSERA_RETURN_IF_ERROR(draft->connection_->Execute(kProgressTable));
  TESSERA_RETURN_IF_ERROR(draft->BeginTransaction());
  draft->kept_ = true;
  return draft;
}

absl::StatusOr<std::unique_ptr<SnapshotDraft>> SnapshotDraft::Resume(const std::string& path) {
  struct stat file;
  if (::stat(path.c_str(), &file) != 0) return absl::NotFoundError("no snapshot broke off");
  std::unique_ptr<SnapshotDraft> draft(new SnapshotDraft(path));
  draft->kept_ = false;
  TESSERA_RETURN_IF_ERROR(draft->Open());
  TESSERA_RETURN_IF_ERROR(draft->Load());
  TESSERA_RETURN_IF_ERROR(draft->LoadIdentifiers());
  TESSERA_RETURN_IF_ERROR(draft->BeginTransaction());
  draft->kept_ = true;
  return draft;
}

SnapshotDraft::~SnapshotDraft() {
  if (connection_ == nullptr && kept_) return;
  try {
    const bool keep = kept_ && members_ > 0 && WriteProgress().ok() && transaction_->Commit().ok();
    transaction_.reset();
    connection_.reset();
    if (!keep) CacheFiles::Delete(path_);
  } catch (...) {
    // There is no memory, but this takes none; nobody goes on with what lies beside it.
    ::unlink(path_.c_str());
  }
}

absl::Status SnapshotDraft::Load() {
  sqlite::Statement select = connection_->Prepare(
      "SELECT boot, cursor, announced, members, after_member_id, indexed_until FROM draft");
  TESSERA_RETURN_IF_ERROR(select.One());
  const std::string boot(select.TextAt(0));
  cursor_ = std::string(select.TextAt(1));
  announced_ = select.IntegerAt(2);
  members_ = select.IntegerAt(3);
  const bool whole = ReadId(select.BlobAt(4), &after_) && ReadId(select.BlobAt(5), &indexed_);
  TESSERA_RETURN_IF_ERROR(select.status());
  if (!whole || members_ == 0 || cursor_.empty()) return Unreliable();
  return !boot.empty() && boot == ThisBoot() ? absl::OkStatus() : CheckWhole();
}

// What the disk may have lost shows in the pages, or in the number of rows.
absl::Status SnapshotDraft::CheckWhole() {
  sqlite::Statement check = connection_->Prepare("PRAGMA quick_check(1)");
  TESSERA_RETURN_IF_ERROR(check.One());
  if (check.TextAt(0) != "ok") return Unreliable();
  sqlite::Statement count = connection_->Prepare("SELECT COUNT(*) FROM member");
  TESSERA_RETURN_IF_ERROR(count.One());
  return count.IntegerAt(0) == members_ ? absl::OkStatus() : Unreliable();
}

absl::Status SnapshotDraft::LoadIdentifiers() {
  sqlite::Statement select =
      connection_->Prepare("SELECT hashes, member_id FROM member WHERE member_id > ?1");
  select.Blob(indexed_.ToBytes());
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool more, select.Step());
    if (!more) return select.status();
    Remember(select.BlobAt(0), select.BlobAt(1));
  }
}

int SnapshotDraft::percent() const {
  if (announced_ <= 0) return 0;
  return static_cast<int>(std::min<int64_t>(99, members_ * 100 / announced_));
}

absl::Status SnapshotDraft::BeginTransaction() {
  TESSERA_ASSIGN_OR_RETURN(
      auto transaction,
      sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
  transaction_ = std::make_unique<sqlite::Transaction>(std::move(transaction));
  return absl::OkStatus();
}

absl::Status SnapshotDraft::WriteProgress() {
  return connection_
      ->Prepare("UPDATE draft SET boot = ?1, cursor = ?2, announced = ?3, members = ?4,"
                " after_member_id = ?5, indexed_until = ?6")
      .Text(ThisBoot())
      .Text(cursor_)
      .Integer(announced_)
      .Integer(members_)
      .Blob(after_.ToBytes())
      .Blob(indexed_.ToBytes())
      .Run();
}

absl::Status SnapshotDraft::Rest() {
  const auto rest = [this]() -> absl::Status {
    if (!kept_) return Unreliable();
    TESSERA_RETURN_IF_ERROR(WriteProgress());
    TESSERA_RETURN_IF_ERROR(transaction_->Commit());
    return BeginTransaction();
  };
  const absl::Status status = rest();
  if (!status.ok()) kept_ = false;
  return status;
}

absl::Status SnapshotDraft::Add(const v1::MemberBatch& batch) {
  const absl::Status status = AddAll(batch);
  if (!status.ok()) kept_ = false;
  return status;
}

absl::Status SnapshotDraft::AddAll(const v1::MemberBatch& batch) {
  const int64_t before = members_;
  for (const v1::CachedMember& member : batch.members()) {
    TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                             MemberId::Parse(member.member().member_id(), "member_id"));
    // From where it goes on must not depend on luck.
    if (members_ > 0 && id <= after_) {
      return InvalidInput("SNAPSHOT_INVALID", "member_id", "members come in the order of their ids");
    }
    TESSERA_RETURN_IF_ERROR(cache_rows::InsertMember(*connection_, id, member));
    for (const std::string& hash : member.identifier_hashes()) Remember(hash, id.ToBytes());
    after_ = id;
    ++members_;
  }
  if (identifiers_.size() >= kMostIdentifiers) TESSERA_RETURN_IF_ERROR(WriteIdentifiers());
  return before / kMembersPerTransaction == members_ / kMembersPerTransaction ? absl::OkStatus()
                                                                              : Rest();
}

void SnapshotDraft::Remember(absl::string_view hashes, absl::string_view member_id) {
  for (size_t at = 0; at + cache_rows::kHashBytes <= hashes.size(); at += cache_rows::kHashBytes) {
    IdentifierRow& row = identifiers_.emplace_back();
    const auto behind = std::copy_n(hashes.begin() + static_cast<ptrdiff_t>(at),
                                    cache_rows::kHashBytes, row.begin());
    std::copy(member_id.begin(), member_id.end(), behind);
  }
}

absl::Status SnapshotDraft::WriteIdentifiers() {
  // As SQLite orders them.
  std::sort(identifiers_.begin(), identifiers_.end(),
            [](const IdentifierRow& one, const IdentifierRow& other) {
              return std::memcmp(one.data(), other.data(), one.size()) < 0;
            });
  for (const IdentifierRow& row : identifiers_) {
    const absl::string_view bytes(row.data(), row.size());
    TESSERA_RETURN_IF_ERROR(cache_rows::InsertIdentifier(*connection_,
                                                         bytes.substr(0, cache_rows::kHashBytes),
                                                         bytes.substr(cache_rows::kHashBytes)));
  }
  identifiers_.clear();
  indexed_ = after_;
  return absl::OkStatus();
}

absl::Status SnapshotDraft::Finish(cache_rows::Meta meta, const v1::SnapshotHeader& header) {
  kept_ = false;
  meta.members = members_;
  TESSERA_RETURN_IF_ERROR(WriteIdentifiers());
  for (const v1::OfferUses& uses : header.offer_uses()) {
    TESSERA_RETURN_IF_ERROR(cache_rows::PutOfferUses(*connection_, uses));
  }
  TESSERA_RETURN_IF_ERROR(cache_rows::WriteMeta(*connection_, meta));
  TESSERA_RETURN_IF_ERROR(connection_->Execute("DROP TABLE draft"));
  TESSERA_RETURN_IF_ERROR(transaction_->Commit());
  transaction_.reset();
  connection_.reset();
  kept_ = true;
  return absl::OkStatus();
}

}  // namespace tessera::plugin
