// The cache file, row by row.
#ifndef TESSERA_PLUGIN_CACHE_ROWS_H_
#define TESSERA_PLUGIN_CACHE_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/sqlite/connection.h"
#include "tessera/sqlite/migration.h"
#include "tessera/v1/terminal.pb.h"

namespace tessera::plugin::cache_rows {

// What a file says of itself.
struct Meta {
  std::string cursor;        // where to follow the service from; empty for nowhere
  int64_t fresh_at_us = 0;   // by this till's clock
  std::string sealed_key;    // the chain's key for identifier hashes; empty if not known
  std::string program;       // tessera.v1.ProgramVersion that is live; empty for none
  int64_t members = 0;
  std::string code_keys;     // tessera.v1.SnapshotHeader with nothing but these
  int64_t clock_offset_us = 0;  // service's clock less the till's
  int64_t latest_us = 0;     // what the till's clock had come to, had nobody set it
};

// What each response of the service moves.
struct Progress {
  std::string cursor;
  int64_t fresh_at_us = 0;
  int64_t members = 0;
  int64_t clock_offset_us = 0;
  int64_t latest_us = 0;
};

// Bytes of an identifier's hash, and of a member's id.
inline constexpr size_t kHashBytes = 16;
inline constexpr size_t kIdBytes = 16;

// For sqlite::Migrate.
absl::Span<const sqlite::Migration> Schema();

absl::StatusOr<Meta> ReadMeta(sqlite::Connection& connection);
absl::Status WriteMeta(sqlite::Connection& connection, const Meta& meta);
absl::Status WriteProgress(sqlite::Connection& connection, const Progress& progress);
absl::Status WriteLatest(sqlite::Connection& connection, int64_t latest_us);
absl::Status WriteProgram(sqlite::Connection& connection, absl::string_view program);
absl::Status WriteSealedKey(sqlite::Connection& connection, absl::string_view sealed_key);

// Counters of offers for all members together.
absl::StatusOr<std::vector<v1::OfferUses>> ReadOfferUses(sqlite::Connection& connection);
absl::Status PutOfferUses(sqlite::Connection& connection, const v1::OfferUses& uses);

// The row of a member, without what finds it by its identifiers. Replaces the one that is there.
// INVALID_ARGUMENT / SNAPSHOT_INVALID for a hash of another size.
absl::Status InsertMember(sqlite::Connection& connection, const MemberId& id,
                          const v1::CachedMember& member);
absl::Status InsertIdentifier(sqlite::Connection& connection, absl::string_view hash,
                              absl::string_view member_id);

// Both return whether the member was there before.
absl::StatusOr<bool> PutMember(sqlite::Connection& connection, const v1::CachedMember& member);
absl::StatusOr<bool> DropMember(sqlite::Connection& connection, const MemberId& id);

// Members whom the cache policy let go before `now`, at most `limit`.
absl::StatusOr<std::vector<MemberId>> ListOutlived(sqlite::Connection& connection, Instant now,
                                                   int64_t limit);

}  // namespace tessera::plugin::cache_rows

#endif  // TESSERA_PLUGIN_CACHE_ROWS_H_
