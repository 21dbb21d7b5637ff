// What a till keeps so that it can answer by itself: the live program, the members, and how far it
// has followed the service. Can be lost at any time and is then fetched anew.
#ifndef TESSERA_PLUGIN_CACHE_CACHE_H_
#define TESSERA_PLUGIN_CACHE_CACHE_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/identifier.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/secret.h"
#include "tessera/plugin/cache/cache_files.h"
#include "tessera/plugin/cache/cached_program.h"
#include "tessera/plugin/cache/rows.h"
#include "tessera/plugin/cache/service_time.h"
#include "tessera/plugin/cache/snapshot_draft.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/sqlite/connection.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// What protects the chain's key at rest. A cache that a former key sealed is sealed anew with the
// current one.
struct SealKeys {
  SealKeys(const SecretKey& key, std::vector<SecretKey> before = {})
      : current(key), former(std::move(before)) {}
  SecretKey current;
  std::vector<SecretKey> former;
};

// Thread-safe. Readers never wait for a snapshot that is being taken over. One thread at a time
// writes: what is said to be of the writing thread.
class Cache {
 public:
  // Does not look through the file: damage shows when it is met. A file that is of a newer version,
  // sealed with another key, or so damaged that it does not open is deleted, personal data and all, and
  // begun anew. Where that can't be done, for want of room on the disk or of rights, the file stays and
  // the cache is absent.
  static std::unique_ptr<Cache> Open(const Folder& folder, const SealKeys& seal_keys,
                                     Random& random, const Clock& clock = SystemClock());

  // There is no file that could be read or written: it knows nobody and no program.
  bool absent() const { return absent_; }
  // Of the writing thread: tries again to open it. The error that keeps it absent.
  absl::Status Appear();

  // nullopt while the chain's key is not known.
  std::optional<IdentifierHash> Hash(const Identifier& identifier) const;
  // What a coupon of this code is kept under: as it stands, and in any case of its letters. nullopt while
  // the chain's key is not known.
  std::optional<std::array<CodeHash, 2>> HashCoupon(absl::string_view code) const;
  // The code by which an answer finds this sale and this survey, see base/survey_link.h. nullopt while the
  // chain's key is not known.
  std::optional<std::string> SurveyLinkOf(const SaleId& sale_id, absl::string_view survey_id) const;
  // nullopt for a member that is not cached.
  absl::StatusOr<std::optional<v1::Member>> FindByHash(const IdentifierHash& hash);
  absl::StatusOr<std::optional<v1::Member>> FindById(absl::string_view member_id);
  // What rules may ask about the member besides.
  absl::StatusOr<std::optional<v1::MemberHistory>> FindHistory(absl::string_view member_id);
  // The member's own, nothing but them.
  absl::StatusOr<std::optional<v1::CachedMember>> FindCoupons(absl::string_view member_id);

  // Memory only. Something was heard of a member beside the changes.
  void Heard(const v1::Member& member);
  // Memory only. The same member, or what was heard of it since. What rules ask besides stays as old as
  // `cached`.
  v1::Member Latest(v1::Member cached) const;

  // Memory only. Null if no program is known.
  std::shared_ptr<const CachedProgram> Live() const;
  // Memory only. What signed codes are verified by.
  std::vector<v1::CodeKey> CodeKeys() const;
  // Memory only. How far the offer is used up for all members together; zeros if nobody counted.
  v1::OfferUses FindOfferUses(const std::string& offer_id) const;
  int64_t members() const { return members_; }
  // Where to follow the service from; empty if a snapshot is needed.
  std::string cursor() const;
  // By this till's clock, when the cached balances were last known to be true; nullopt for never.
  std::optional<Instant> fresh_at() const;
  // How long ago that was, however the till's clock was set since; nullopt also where it showed an earlier
  // time when the file was opened.
  std::optional<Duration> age() const;
  // Of the writing thread, every few seconds: remembers how old the balances are, for a till whose clock
  // is set back while its host is away.
  void KeepAge();

  // The service's clock less this till's, as far as it was heard; kept with the next change.
  Duration clock_offset() const { return service_time_.offset(); }
  ServiceTime& service_time() { return service_time_; }

  // Of the writing thread. A snapshot is collected in a file beside the one that is there and replaces it
  // at once in FinishSnapshot. One that breaks off stays there, over restarts too.
  //
  // Where the last one broke off; nullopt if there is none to go on with.
  std::optional<v1::SnapshotResume> BrokenOff();
  // INVALID_ARGUMENT / SNAPSHOT_INVALID for a header that resumes what did not break off.
  absl::Status BeginSnapshot(const v1::SnapshotHeader& header);
  absl::Status AddToSnapshot(const v1::MemberBatch& batch);
  // Its balances are as fresh as `now`; of one that was resumed nobody knows before the next changes.
  absl::Status FinishSnapshot(Instant now);
  // It broke off.
  void PauseSnapshot();
  // Nobody needs one that broke off.
  void ForgetSnapshot();
  // Memory only, any thread: how much of the one that is coming in is there; 100 if none is.
  int snapshot_percent() const { return snapshot_percent_; }

  // Of the writing thread. Takes over changes together with their cursor, in one transaction. Balances
  // are as fresh as `now` only after a response that is not full: behind a full one there is more to
  // come.
  absl::Status Apply(const v1::WatchResponse& response, Instant now);

  // Whether there is more to come at once behind this response.
  static bool HasMore(const v1::WatchResponse& response);

  // Of the writing thread, in one short transaction: lets some members go whose time by the cache policy
  // is over. Whether there may be more of them.
  absl::StatusOr<bool> Purge(Instant service_now);

  // The file was found damaged since it was opened: readers and writers get errors until Rebuild.
  bool damaged() const { return damaged_; }
  // Of the writing thread: deletes the file and begins a new one, without cursor and members. What is
  // known of the program and the chain stays known. After an error the cache is damaged still.
  absl::Status Rebuild();

  // Of the writing thread: the file that is valid.
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
    std::vector<v1::CodeKey> code_keys;
    std::map<std::string, v1::OfferUses> offer_uses;
    std::string cursor;
    std::optional<Instant> fresh_at;
    std::optional<Duration> fresh_since;  // the same, by the monotonic clock
  };

  // What a transaction of changes comes to beside the rows.
  struct Effect {
    std::shared_ptr<const CachedProgram> program;  // null: the live one stays
    std::vector<v1::OfferUses> offer_uses;
    int64_t members = 0;  // more, or fewer
  };

  struct Snapshot {
    std::unique_ptr<SnapshotDraft> draft;
    // Of the stream that is coming in; nullopt while none is.
    std::optional<v1::SnapshotHeader> header;
    Duration began;  // monotonic
    std::shared_ptr<const CachedProgram> program;
  };

  Cache(absl::string_view path, const SealKeys& seal_keys, Random& random, const Clock& clock)
      : files_(path), seal_keys_(seal_keys), random_(random), clock_(clock), service_time_(clock) {}
  absl::Status OpenAny();
  absl::Status OpenCurrent();
  static absl::StatusOr<Opened> OpenFile(const std::string& path);
  absl::StatusOr<State> StateOf(Opened& opened) const;
  absl::StatusOr<SecretKey> OpenLookupKey(Opened& opened) const;
  void MoveTo(Opened opened, State state);
  std::optional<Duration> FreshSince(Instant fresh_at, Instant latest) const;
  int64_t LatestUs() const;
  absl::Status SwitchToSnapshot(Instant now);
  absl::Status ApplyAll(const v1::WatchResponse& response, Instant now);
  absl::Status ApplyChange(const v1::Change& change, Effect* effect);
  absl::Status Present() const;
  template <typename Message>
  static absl::StatusOr<std::optional<Message>> Read(Reader& reader, absl::string_view sql,
                                                     absl::string_view key);
  template <typename Message>
  absl::StatusOr<std::optional<Message>> Find(absl::string_view sql, absl::string_view key);
  template <typename Message>
  absl::StatusOr<std::optional<Message>> FindOf(absl::string_view sql,
                                                absl::string_view member_id);

  CacheFiles files_;  // of the writing thread
  const SealKeys seal_keys_;
  Random& random_;
  const Clock& clock_;

  std::unique_ptr<sqlite::Connection> writer_;  // of the writing thread
  int64_t kept_latest_us_ = 0;                  // of the writing thread
  std::optional<Snapshot> snapshot_;            // of the writing thread

  mutable std::mutex state_mutex_;
  std::shared_ptr<Reader> reader_;
  State state_;
  std::map<std::string, v1::Member> heard_;  // by id; few
  ServiceTime service_time_;
  std::atomic<bool> absent_{false};
  std::atomic<bool> damaged_{false};
  std::atomic<int64_t> members_{0};
  std::atomic<int> snapshot_percent_{100};
};

// Nothing but a new file helps. Other errors pass, or are not the file's.
bool IsCacheDamage(const absl::Status& status);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_CACHE_H_
