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

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/identifier.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/secret.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/plugin/cache/cache_files.h"
#include "tessera/plugin/cache/rows.h"
#include "tessera/plugin/cache/snapshot_draft.h"
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

// Thread-safe. Readers never wait for a snapshot that is being taken over. One thread at a time
// writes (BeginSnapshot ... Apply).
class Cache {
 public:
  // `seal_key` protects the identifier key at rest. Does not look through the file: damage shows when
  // it is met. A file that is of a newer version, sealed with another key, or so damaged that it does
  // not open is deleted, personal data and all, and begun anew. Other errors (the disk's, a lock's) are
  // returned, and the file stays.
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

  // A snapshot is collected in a file beside the one that is there and replaces it at once in
  // FinishSnapshot. One that is not finished leaves no trace.
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
  // By the writing thread: deletes the file and begins a new one, without cursor and members. The
  // program and the chain's key stay known. After an error the cache is damaged still.
  absl::Status Rebuild();

  // The file that is valid; by the writing thread.
  std::string path() const { return files_.current(); }

 private:
  // One file, open for reading. Whoever is in the middle of a look-up keeps it open.
  struct Reader {
    std::mutex mutex;
    std::unique_ptr<sqlite::Connection> connection;
  };

  struct Opened {
    std::unique_ptr<sqlite::Connection> writer;
    std::shared_ptr<Reader> reader;
    cache_rows::Meta meta;
  };

  // What is known of the file, in memory.
  struct State {
    std::shared_ptr<const CachedProgram> live;
    std::optional<SecretKey> lookup_key;
    std::string cursor;
    std::optional<Instant> fresh_at;
  };

  // What a transaction of changes comes to beside the rows.
  struct Effect {
    std::shared_ptr<const CachedProgram> program;  // null: the live one stays
    int64_t members = 0;                           // more, or fewer
  };

  struct Snapshot {
    v1::SnapshotHeader header;
    std::shared_ptr<const CachedProgram> program;
    std::unique_ptr<SnapshotDraft> draft;
  };

  Cache(absl::string_view path, const SecretKey& seal_key, Random& random)
      : files_(path), seal_key_(seal_key), random_(random) {}
  absl::Status OpenCurrent();
  static absl::StatusOr<Opened> OpenFile(const std::string& path);
  absl::StatusOr<State> StateOf(const cache_rows::Meta& meta) const;
  void MoveTo(Opened opened, const State& state);
  absl::Status SwitchToSnapshot(Instant now);
  absl::Status ApplyAll(const v1::WatchResponse& response, Instant now);
  absl::Status ApplyChange(const v1::Change& change, Effect* effect);
  template <typename Message>
  static absl::StatusOr<std::optional<Message>> Read(Reader& reader, absl::string_view sql,
                                                     absl::string_view key);
  template <typename Message>
  absl::StatusOr<std::optional<Message>> Find(absl::string_view sql, absl::string_view key);

  CacheFiles files_;  // of the writing thread
  const SecretKey seal_key_;
  Random& random_;

  std::unique_ptr<sqlite::Connection> writer_;  // of the writing thread
  std::optional<Snapshot> snapshot_;            // of the writing thread

  mutable std::mutex state_mutex_;
  std::shared_ptr<Reader> reader_;
  State state_;
  std::atomic<bool> damaged_{false};
  std::atomic<int64_t> members_{0};
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_CACHE_H_
