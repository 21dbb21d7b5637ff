// What a till keeps so that it can answer by itself: the live program, the members, and how far it
// has followed the service. Can be lost at any time and is then fetched anew.
#ifndef TESSERA_PLUGIN_CACHE_CACHE_H_
#define TESSERA_PLUGIN_CACHE_CACHE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/identifier.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/secret.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/sqlite/connection.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// One published version. Sales that are pinned to it keep it alive.
struct CachedProgram {
  int64_t version = 0;
  v1::Program document;
  // Null if this plugin is older than the program and does not understand it: the service answers
  // then, and offline there is no loyalty.
  std::shared_ptr<const engine::CompiledProgram> compiled;
};

// A snapshot that is coming in.
struct IncomingSnapshot {
  v1::SnapshotHeader header;
  std::shared_ptr<const CachedProgram> program;
  int64_t generation = 0;
};

// Thread-safe. Readers never wait for a snapshot that is being taken over. One thread at a time
// writes (BeginSnapshot ... Apply).
class Cache {
 public:
  // `seal_key` protects the identifier key at rest. A file that is damaged, of a newer version, or
  // sealed with another key is deleted, personal data and all, and begun anew. Other errors (the
  // disk's, a lock's) are returned, and the file stays.
  static absl::StatusOr<std::unique_ptr<Cache>> Open(const Folder& folder,
                                                     const SecretKey& seal_key, Random& random);

  // nullopt while the chain's key is not known.
  std::optional<IdentifierHash> Hash(const Identifier& identifier) const;
  // nullopt for a member that is not cached.
  absl::StatusOr<std::optional<v1::Member>> FindByHash(const IdentifierHash& hash);
  absl::StatusOr<std::optional<v1::Member>> FindById(absl::string_view member_id);
  // What rules may ask about the member besides.
  absl::StatusOr<std::optional<v1::MemberHistory>> FindHistory(absl::string_view member_id);

  // Memory only. Null if no program is known.
  std::shared_ptr<const CachedProgram> Live() const;
  int64_t members() const { return members_; }
  // Where to follow the service from; empty if a snapshot is needed.
  std::string cursor() const;
  // By this till's clock, when the cached balances were last known to be true; nullopt for never.
  std::optional<Instant> fresh_at() const;

  // A snapshot is collected beside what is there and replaces it at once in FinishSnapshot. One that
  // is not finished leaves no trace.
  absl::Status BeginSnapshot(const v1::SnapshotHeader& header);
  absl::Status AddToSnapshot(const v1::MemberBatch& batch);
  absl::Status FinishSnapshot(Instant now);

  // Takes over changes together with their cursor, in one transaction. Balances are as fresh as `now`
  // only after a response that is not full: behind a full one there is more to come.
  absl::Status Apply(const v1::WatchResponse& response, Instant now);

  // Whether there is more to come at once behind this response.
  static bool HasMore(const v1::WatchResponse& response);

  // The file was found damaged since it was opened: readers and writers get errors until Rebuild.
  bool damaged() const { return damaged_; }
  // By the writing thread: deletes the file and begins it anew, without cursor and members. The
  // program and the chain's key stay known. After an error the cache is damaged still.
  absl::Status Rebuild();

 private:
  Cache(std::string path, const SecretKey& seal_key, Random& random)
      : path_(std::move(path)), seal_key_(seal_key), random_(random) {}
  absl::Status Connect();
  absl::Status Load();
  absl::Status LoadProgram();
  absl::Status Noted(absl::Status status);
  absl::Status StartSnapshot(const v1::SnapshotHeader& header);
  absl::Status PutBatch(const v1::MemberBatch& batch);
  absl::Status SwitchToSnapshot(Instant now);
  absl::Status ApplyAll(const v1::WatchResponse& response, Instant now);
  template <typename Message>
  absl::StatusOr<std::optional<Message>> Read(absl::string_view sql, absl::string_view key);
  template <typename Message>
  absl::StatusOr<std::optional<Message>> Find(absl::string_view sql, absl::string_view key);
  absl::StatusOr<bool> HasMember(const MemberId& id);
  absl::Status DropOtherGenerations();
  absl::Status PutMember(int64_t generation, const v1::CachedMember& member);
  absl::Status DropMember(const MemberId& id);
  absl::Status PutMeta(absl::string_view cursor, Instant fresh_at, int64_t generation);
  // What a transaction of changes comes to beside the rows.
  struct Effect {
    std::shared_ptr<const CachedProgram> program;  // null: the live one stays
    int64_t members = 0;                           // more, or fewer
  };
  absl::Status ApplyChange(const v1::Change& change, Effect* effect);

  const std::string path_;
  const SecretKey seal_key_;
  Random& random_;

  std::mutex read_mutex_;
  // Null while the file could not be begun anew.
  std::unique_ptr<sqlite::Connection> reader_;
  std::unique_ptr<sqlite::Connection> writer_;  // of the writing thread
  std::optional<IncomingSnapshot> snapshot_;    // of the writing thread

  mutable std::mutex state_mutex_;
  std::shared_ptr<const CachedProgram> live_;
  std::optional<SecretKey> lookup_key_;
  std::string cursor_;
  std::optional<Instant> fresh_at_;
  std::atomic<bool> damaged_{false};
  std::atomic<int64_t> members_{0};
  std::atomic<int64_t> generation_{0};
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_CACHE_H_
