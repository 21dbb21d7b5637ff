#include "tessera/plugin/cache/snapshot_draft.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "tessera/base/ids.h"
#include "tessera/base/status.h"
#include "tessera/plugin/cache/cache_files.h"
#include "tessera/sqlite/migration.h"

namespace tessera::plugin {
namespace {

constexpr int kCacheKib = 16'384;
constexpr int64_t kMembersPerTransaction = 20'000;
// Written in the order of their hashes, many at a time, most of them go to pages that are at hand.
constexpr size_t kMostIdentifiers = 131'072;

}  // namespace

absl::StatusOr<std::unique_ptr<SnapshotDraft>> SnapshotDraft::Begin(const std::string& path) {
  CacheFiles::Delete(path);
  std::unique_ptr<SnapshotDraft> draft(new SnapshotDraft(path));
  sqlite::OpenOptions options;
  options.synchronous = sqlite::Synchronous::kOff;
  options.cache_kib = kCacheKib;
  TESSERA_ASSIGN_OR_RETURN(draft->connection_, sqlite::Connection::Open(path, options));
  ::chmod(path.c_str(), 0600);
  // A draft that breaks is thrown away: it needs no log.
  TESSERA_RETURN_IF_ERROR(draft->connection_->Execute(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY"));
  TESSERA_RETURN_IF_ERROR(sqlite::Migrate(*draft->connection_, cache_rows::Schema()));
  TESSERA_RETURN_IF_ERROR(draft->BeginTransaction());
  return draft;
}

SnapshotDraft::~SnapshotDraft() {
  if (finished_) return;
  transaction_.reset();
  connection_.reset();
  CacheFiles::Delete(path_);
}

absl::Status SnapshotDraft::BeginTransaction() {
  TESSERA_ASSIGN_OR_RETURN(
      auto transaction,
      sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
  transaction_ = std::make_unique<sqlite::Transaction>(std::move(transaction));
  return absl::OkStatus();
}

absl::Status SnapshotDraft::Add(const v1::MemberBatch& batch) {
  for (const v1::CachedMember& member : batch.members()) {
    TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                             MemberId::Parse(member.member().member_id(), "member_id"));
    TESSERA_RETURN_IF_ERROR(cache_rows::InsertMember(*connection_, id, member));
    for (const std::string& hash : member.identifier_hashes()) {
      IdentifierRow& row = identifiers_.emplace_back();
      const auto behind = std::copy(hash.begin(), hash.end(), row.begin());
      std::copy_n(id.ToBytes().begin(), cache_rows::kIdBytes, behind);
    }
  }
  const int64_t before = members_;
  members_ += batch.members_size();
  if (identifiers_.size() >= kMostIdentifiers) TESSERA_RETURN_IF_ERROR(WriteIdentifiers());
  if (before / kMembersPerTransaction == members_ / kMembersPerTransaction) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(transaction_->Commit());
  return BeginTransaction();
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
  return absl::OkStatus();
}

absl::Status SnapshotDraft::Finish(cache_rows::Meta meta) {
  meta.members = members_;
  TESSERA_RETURN_IF_ERROR(WriteIdentifiers());
  TESSERA_RETURN_IF_ERROR(cache_rows::WriteMeta(*connection_, meta));
  TESSERA_RETURN_IF_ERROR(transaction_->Commit());
  transaction_.reset();
  connection_.reset();
  finished_ = true;
  return absl::OkStatus();
}

}  // namespace tessera::plugin
